/* What the rooms of phrases share: forms.c takes a line apart into words, needs.c looks which lists may hold a phrase of it,
   phrases.c which phrases they are.

   Decides nothing. Refuses to be included by any other room but doubts.c, which asks whether a line holds a phrase. */

#ifndef ONRECORD_NEEDS_H
#define ONRECORD_NEEDS_H

#include "onrecord.h"

enum { HINTS = 1 << 16, KEPT = 2048, LONGEST_KEPT = 4000, MOST_WORDS = 16384, CODES_IN_ALL = 0x110000 };

#define WORD_HASH 2166136261u

/* What becomes of a character: a letter of the form that is compared (its number), or one of these. */
enum { UNKNOWN = 0, BETWEEN = 1 };
#define ALONE 0x80000000u  /* A word of its own. */
#define SEVERAL 0x40000000u /* Several letters: the number of the form among `forms`. */

typedef struct {
    uint64_t bits;
    int next;          /* The next phrase of the same rarest word. */
    int second;        /* The rarest of the other words, -1 where there is none. */
    int others, count; /* Where the rest of them begin in `others`, and how many they are. */
} Phrase;

/* All lists of phrases as trees of words, in one array of places. */
typedef struct {
    int first_edge, edges; /* Where its edges begin in `edges`, sorted by word, and how many they are. */
    int number, gap;       /* Where a number leads, and any word; -1 where neither does. */
    int first_end, ends;   /* The phrases that end here: numbers that Python knows. */
    int is_within;         /* Whether a phrase that may stand anywhere in a line ends here or further on. */
    int *direct;           /* By word, where it leads from here, -1: nowhere; NULL where there are only a few edges. */
} Place;

typedef struct {
    int word, to;
} Edge;

typedef struct {
    int id, where; /* `where` is one of these: */
} End;
enum { WITHIN, AT_START, WHOLE };

typedef struct {
    Place *places;
    Edge *edges;
    End *ends;
    int count, highest; /* How many places there are, and the highest number of a phrase. */
} Tree;

typedef struct {
    PyObject *text;
    uint64_t bits;
} Kept;

typedef struct {
    PyObject_HEAD
    Words known;
    uint64_t *packed; /* A table of those that are so short that their letters fit into a number; 0 where there is none. */
    uint16_t *packed_words; /* Which words they are. */
    unsigned packed_mask;
    Phrase *phrases;
    int *others, *first_of; /* By word: its first phrase, -1 where it is no phrase's rarest. */
    uint64_t of_numbers;    /* The lists of a phrase without words: it opens a line, with a number. */
    PyObject *form_of, *forms;
    uint32_t *meanings;
    unsigned char hints[HINTS / 8]; /* By the last digits of a word's hash, whether there is such a word. */
    Tree tree;
    Kept kept[KEPT];
} Needs;

typedef struct {
    Py_UCS4 letters[64];
    unsigned hash;
    int count, longest; /* More letters than the longest known word has are not kept: it is none. */
    uint64_t met[MOST_WORDS / 64];
    int distinct[512], distinct_count; /* The first words that were met; where there are more, all are looked through. */
    int is_first, opens_with_number;
    int *tokens;  /* The number of each word, -1 for those that are not known; NULL where they are not asked for. */
    char *digits; /* Whether each word begins with a digit. */
    Py_ssize_t token_count;
} Line;

uint32_t asked(Needs *n, Py_UCS4 c);
int pack_words(Needs *n);
int take_all(Needs *n, PyObject *text, Line *line);
void start_line(const Needs *n, Line *line);
int held(Needs *n, PyObject *text, uint64_t *bits);

/* Whether a phrase of the list with this root and bit stands in a text; -1 with an exception. */
int holds_phrase(Needs *n, PyObject *text, int root, uint64_t bit);
int take_tree(Tree *tree, PyObject *given, int words);
void tree_free(Tree *tree);
PyObject *find_covering(PyObject *self, PyObject *args);
PyObject *count_words(PyObject *self, PyObject *args);
PyObject *find_shared(PyObject *self, PyObject *args);
PyObject *find_phrases(PyObject *self, PyObject *args);

/* What becomes of a character; UNKNOWN with an exception. */
static inline uint32_t meaning_of(Needs *n, Py_UCS4 c)
{
    uint32_t meaning = n->meanings[c];
    return meaning == UNKNOWN ? asked(n, c) : meaning;
}

#endif
