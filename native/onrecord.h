/* What the rooms of the extension share: the fields of elements, boxes and blocks, and the table of start tags.

   Decides the layout of these objects. Refuses to know what any tag or word means: that is told by the Python modules whose
   twins these rooms are (src/onrecord/article), and they are the reference. */

#ifndef ONRECORD_H
#define ONRECORD_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { FEW_WORDS = 8 };

/* Elements, boxes and blocks are made by the thousand, read by Python and by C: the fields are ordinary Python objects. */
typedef struct {
    PyObject_HEAD
    PyObject *written, *tag, *code, *item, *kinds, *level, *names_author, *noted, *is_void, *in_line, *look_up,
        *facts, *attributes, *names, *make;
    /* The numbers of the element's known words, for the classifier; NULL until they are asked for. */
    uint16_t *words, few[FEW_WORDS]; /* Few are kept here, more elsewhere. */
    int word_count;
} Element;

typedef struct {
    PyObject_HEAD
    PyObject *element, *tag, *parent, *number, *depth, *kinds, *near_kinds, *far_kinds, *far_words;
    /* The kinds once more, as the walk computes with them. */
    uint64_t own, near_mask, far_mask;
    int level;
} Box;

typedef struct {
    PyObject_HEAD
    PyObject *text, *box, *elements, *inlined, *images, *hidden, *link_chars, *strong_chars, *links, *breaks, *after_break,
        *opens_with_link;
} Run;

/* What an element does to the block under way; the numbers are those of onrecord.article.elements, and are compared with
   them when the module is loaded. */
enum { CLOSE, IGNORED, PLAIN, NOTED, STRONG, LINK, BREAK, PICTURE, BOX, HIDDEN, UNSEEN, FRAME, META, TITLE, BODY, CODES };

/* A stretch of characters in UTF-8 that somebody else keeps: of a page, most often. */
typedef struct {
    const char *start;
    Py_ssize_t size;
} Part;

/* A start tag that was met, and what the walk needs to know of it. */
typedef struct {
    uint64_t hash;
    Py_ssize_t size;
    const char *key; /* In `kept`. */
    PyObject *kept;
    Element *element;
    unsigned char code, is_void, noted, names_author, in_line, is_meta, has_address;
    uint64_t kinds;
} Tag;

typedef struct Tags Tags;

/* A text under way, in UTF-8. */
typedef struct {
    char *chars;
    Py_ssize_t count, room; /* Bytes. */
} Text;

/* Known words, by their letters. */
typedef struct {
    Py_UCS4 *letters; /* All words, one after the other. */
    int *starts;      /* Where each begins in `letters`; one more than there are words. */
    int *slots;       /* The number of the word at each place of the table, -1 where there is none. */
    int count, mask, longest;
} Words;

int words_init(Words *words, PyObject *tuple);
int word_number(const Words *words, const Py_UCS4 *letters, Py_ssize_t count);
void words_free(Words *words);

/* The number of the first word of a text, -1 where it is none of those known, -2 with an exception. */
int first_word(const Words *words, PyObject *text);
unsigned word_hash(const Py_UCS4 *letters, Py_ssize_t count);

extern PyTypeObject ElementType, BoxType, RunType, TagsType, NeedsType, LadderType, DoubtsType, HeadLinesType,
    MeaningsType;

/* What tree.py hands over once: the classes to make, and what is left to Python. */
typedef struct {
    PyTypeObject *box, *run, *picture, *script;
    PyObject *rest_of, *name_in;
} Made;
extern Made made;

int text_reserve(Text *text, Py_ssize_t more);
int text_add(Text *text, Part part, int is_written);
PyObject *text_folded(Text *text);
void text_free(Text *text);

int attribute_at(Part written, Py_ssize_t *from, Part *name, Part *value);
int is_blank(Part part);
Py_ssize_t letters_in(Part part);
PyObject *string_of(Part part);
PyObject *attributes_in(Part written);
PyObject *py_attributes_of(PyObject *module, PyObject *written);
PyObject *py_value_of(PyObject *module, PyObject *args);

/* Find the tag that is written so, and put it into `out` with a reference to its element; -1 with an exception. */
int tag_of(Tags *tags, PyObject *elements, Part written, Tag *out);

PyObject *py_cut(PyObject *module, PyObject *args);
PyObject *py_folded(PyObject *module, PyObject *text);
PyObject *py_read(PyObject *module, PyObject *args);
int is_bearable(Part page);
PyObject *py_first_word(PyObject *module, PyObject *text);
PyObject *py_words_in(PyObject *module, PyObject *text);
PyObject *py_agreeing(PyObject *module, PyObject *args);
PyObject *py_lines_in(PyObject *module, PyObject *args);
PyObject *py_long_values(PyObject *module, PyObject *args);
PyObject *py_repeating(PyObject *module, PyObject *args);
PyObject *py_tagged(PyObject *module, PyObject *args);
PyObject *py_strange(PyObject *module, PyObject *body);
PyObject *py_utf8(PyObject *module, PyObject *body);
PyObject *py_date_forms(PyObject *module, PyObject *text);
PyObject *py_with_items(PyObject *module, PyObject *args);
PyObject *py_metas_of(PyObject *module, PyObject *args);
PyObject *py_holding(PyObject *module, PyObject *args);
PyObject *py_spread(PyObject *module, PyObject *args);

/* What \w matches. */
static inline int is_word_letter(Py_UCS4 c) { return c < 128 ? Py_ISALNUM(c) || c == '_' : Py_UNICODE_ISALNUM(c); }

/* The small form of a letter by itself; of two letters that is not all there is to it. */
static inline Py_UCS4 small(Py_UCS4 c) { return c < 128 ? (Py_UCS4)Py_TOLOWER(c) : Py_UNICODE_TOLOWER(c); }

int date_forms(PyObject *text);
int is_line(PyObject *given);
int is_block(PyObject *given);
int element_words(Element *element, const uint16_t *words, int count);
int add_number(PyObject *found, Py_ssize_t number);

/* Where a byte stands in a part from `from` on; -1 where it does not. */
static inline Py_ssize_t find_in(Part part, int sought, Py_ssize_t from)
{
    const char *found = from < part.size ? memchr(part.start + from, sought, (size_t)(part.size - from)) : NULL;
    return found ? found - part.start : -1;
}

static inline Part part_of(Part whole, Py_ssize_t from, Py_ssize_t to)
{
    return (Part){whole.start + from, to - from};
}

#endif
