/* What the rooms of the tree share: its nodes, the stack of open elements, and the elements that have rules of their own.

   Decides nothing. Refuses to be included by any other room but page.c, which walks over the tree. */

#ifndef ONRECORD_TREE_H
#define ONRECORD_TREE_H

#include "onrecord.h"
#include <setjmp.h>

/* What holds of an element by its name, in the words of the HTML standard where it has any. */
enum {
    SPECIAL = 1 << 0,
    FORMATS = 1 << 1,  /* A formatting element: it is opened anew where it was closed by the way. */
    BOUNDS = 1 << 2,   /* No end tag inside reaches an element outside. */
    BLOCK = 1 << 3,    /* Ends a paragraph; its end tag ends what is open in it. */
    IMPLIED = 1 << 4,  /* Its end tag may be left out. */
    IN_TABLE = 1 << 5, /* A part of a table. */
    HEADING = 1 << 6,
    RAW = 1 << 7,      /* Holds text without markup. */
    CODED = 1 << 8,    /* Holds text without markup but with entities. */
    OF_HEAD = 1 << 9,  /* Belongs to the head, wherever it stands. */
    EMPTY = 1 << 10,   /* Has neither content nor end tag. */
    MARKED = 1 << 11,  /* Formatting elements outside are not opened anew inside. */
    UNREAD = 1 << 12,  /* The tree loses it: a script or a style sheet. */
    TOO_HARD = 1 << 13 /* Left to lexbor: so rare, or so odd, that its rules are not worth their code. */
};

#define NAMES(X)                                                                                                        \
    X(a, FORMATS) X(address, SPECIAL | BLOCK) X(applet, SPECIAL | BOUNDS | MARKED) X(area, SPECIAL | EMPTY)             \
    X(article, SPECIAL | BLOCK) X(aside, SPECIAL | BLOCK) X(b, FORMATS) X(base, SPECIAL | OF_HEAD | EMPTY)              \
    X(basefont, SPECIAL | OF_HEAD | EMPTY) X(bgsound, SPECIAL | OF_HEAD | EMPTY) X(big, FORMATS)                        \
    X(blockquote, SPECIAL | BLOCK) X(body, SPECIAL) X(br, SPECIAL | EMPTY) X(button, SPECIAL)                           \
    X(caption, SPECIAL | BOUNDS | IN_TABLE) X(center, SPECIAL | BLOCK) X(code, FORMATS)                                 \
    X(col, SPECIAL | IN_TABLE | EMPTY) X(colgroup, SPECIAL | IN_TABLE) X(dd, SPECIAL | IMPLIED)                         \
    X(details, SPECIAL | BLOCK) X(dialog, BLOCK) X(dir, SPECIAL | BLOCK) X(div, SPECIAL | BLOCK)                        \
    X(dl, SPECIAL | BLOCK) X(dt, SPECIAL | IMPLIED) X(em, FORMATS) X(embed, SPECIAL | EMPTY)                            \
    X(fieldset, SPECIAL | BLOCK) X(figcaption, SPECIAL | BLOCK) X(figure, SPECIAL | BLOCK) X(font, FORMATS)             \
    X(footer, SPECIAL | BLOCK) X(form, SPECIAL) X(frame, SPECIAL | EMPTY) X(frameset, TOO_HARD)                         \
    X(h1, SPECIAL | HEADING) X(h2, SPECIAL | HEADING) X(h3, SPECIAL | HEADING) X(h4, SPECIAL | HEADING)                 \
    X(h5, SPECIAL | HEADING) X(h6, SPECIAL | HEADING) X(head, SPECIAL) X(header, SPECIAL | BLOCK)                       \
    X(hgroup, SPECIAL | BLOCK) X(hr, SPECIAL | EMPTY) X(html, SPECIAL | BOUNDS) X(i, FORMATS) X(iframe, SPECIAL | RAW)  \
    X(image, 0) X(img, SPECIAL | EMPTY) X(input, SPECIAL | EMPTY) X(keygen, SPECIAL | EMPTY) X(li, SPECIAL | IMPLIED)   \
    X(link, SPECIAL | OF_HEAD | EMPTY) X(listing, SPECIAL) X(main, SPECIAL | BLOCK)                                     \
    X(marquee, SPECIAL | BOUNDS | MARKED) X(math, TOO_HARD) X(menu, SPECIAL | BLOCK)                                    \
    X(meta, SPECIAL | OF_HEAD | EMPTY) X(nav, SPECIAL | BLOCK) X(nobr, FORMATS) X(noembed, TOO_HARD)                    \
    X(noframes, SPECIAL | OF_HEAD | RAW) X(noscript, SPECIAL | RAW | UNREAD)                                            \
    X(object, SPECIAL | BOUNDS | MARKED) X(ol, SPECIAL | BLOCK) X(optgroup, IMPLIED) X(option, IMPLIED)                 \
    X(p, SPECIAL | BLOCK | IMPLIED) X(param, SPECIAL | EMPTY) X(plaintext, TOO_HARD) X(pre, SPECIAL) X(rb, IMPLIED)     \
    X(rp, IMPLIED) X(rt, IMPLIED) X(rtc, IMPLIED) X(ruby, 0) X(s, FORMATS)                                              \
    X(script, SPECIAL | OF_HEAD | RAW | UNREAD) X(search, SPECIAL | BLOCK) X(section, SPECIAL | BLOCK)                  \
    X(select, SPECIAL | BOUNDS) X(selectedcontent, TOO_HARD) X(small, FORMATS) X(source, SPECIAL | EMPTY) X(span, 0)    \
    X(strike, FORMATS) X(strong, FORMATS) X(style, SPECIAL | OF_HEAD | RAW | UNREAD) X(sub, 0)              \
    X(summary, SPECIAL | BLOCK) X(sup, 0)                                                                              \
    X(svg, 0) X(table, SPECIAL | BOUNDS) X(tbody, SPECIAL | IN_TABLE) X(td, SPECIAL | BOUNDS | IN_TABLE)                \
    X(template, SPECIAL | OF_HEAD | UNREAD) X(textarea, SPECIAL | CODED) X(tfoot, SPECIAL | IN_TABLE)                                     \
    X(th, SPECIAL | BOUNDS | IN_TABLE) X(thead, SPECIAL | IN_TABLE) X(title, SPECIAL | OF_HEAD | CODED)                 \
    X(tr, SPECIAL | IN_TABLE) X(track, SPECIAL | EMPTY) X(tt, FORMATS) X(u, FORMATS) X(ul, SPECIAL | BLOCK) X(var, 0)   \
    X(wbr, SPECIAL | EMPTY) X(xmp, TOO_HARD)

#define AS_NUMBER(name, kinds) N_##name,
enum { N_OTHER, NAMES(AS_NUMBER) N_COUNT };
#undef AS_NUMBER
extern const unsigned short kinds_of_names[N_COUNT];
extern const char *const names[N_COUNT];
int number_of(Part name);

enum { ELEMENT, LETTERS, COMMENT, SCRIPT };

typedef struct Node Node;
struct Node {
    Node *parent, *first, *last, *before, *behind;
    Part part; /* Of an element its start tag as a tree writes it, of a text its characters, of a script its start tag. */
    unsigned name_size; /* The name of an element opens its start tag. */
    unsigned char kind, number, is_drawing, is_entered; /* Part of an svg; entered by the walk. */
    Py_ssize_t brackets; /* Of a comment: the opening angle brackets in it. */
};

/* Memory that is let go of all at once. */
typedef struct Chunk Chunk;

typedef enum { MARK_TEXT, MARK_START, MARK_END, MARK_COMMENT, MARK_DOCTYPE, MARK_OVER } MarkKind;

/* What the page holds next. */
typedef struct {
    MarkKind kind;
    int number, closes_itself, hides;
    Part name;    /* Of a tag, in lower case. */
    Part written; /* Of a start tag, as a tree writes it. */
    Part raw;     /* Of a start tag, as the page has it: what stands between its name and its end. */
    Part text;    /* Of a text. */
    int attributes;
    Py_ssize_t brackets;
} Mark;

typedef enum {
    INITIAL, BEFORE_HTML, BEFORE_HEAD, IN_HEAD, AFTER_HEAD, IN_BODY, IN_TABLE_ITSELF, IN_CAPTION, IN_COLUMNS, IN_ROWS, IN_ROW,
    IN_CELL, AFTER_BODY, AFTER_ALL
} Mode;

typedef struct {
    Node **all;
    Py_ssize_t count, room;
} Nodes;

typedef struct {
    jmp_buf out; /* Where to go on when the page is left to lexbor, or memory is at an end. */
    int no_memory;
    Part page;
    Py_ssize_t at;
    Mark mark;
    Mode mode;
    enum { QUIRKS, NO_QUIRKS, QUIRKS_UNKNOWN } quirks;
    Chunk *chunks;
    char *room;
    size_t left;
    Node *document, *head, *form;
    Nodes open;    /* The innermost last. */
    Nodes formats; /* Formatting elements that are opened anew where they were closed by the way; NULL is a marker. */
    Part *table_texts;
    Py_ssize_t table_texts_count, table_texts_room; /* Texts inside a table, but in no cell of it. */
    int fosters;     /* Whether what does not belong into a table is put in front of it. */
    int skips_line;  /* Whether a line end that follows at once is no part of the text. */
    Py_ssize_t made; /* Elements. */
    Py_ssize_t work;
} Tree;

_Noreturn void give_up(Tree *t);
void *take(Tree *t, size_t size);
void look(Tree *t, Py_ssize_t count);

/* tokens.c and entities.c */
void next_mark(Tree *t);
Part text_of(Tree *t, int number);
Part decoded(Tree *t, Part part, int is_value);
Part merged(Tree *t, Part written, Part more);
void pass_template(Tree *t);
int entities_init(PyObject *names);
Py_ssize_t decode_to(Part part, int is_value, char *out);

/* tree.c */
void push_node(Tree *t, Nodes *nodes, Node *node);
void drop_node(Nodes *nodes, Py_ssize_t at);
Py_ssize_t place_in(Tree *t, const Nodes *nodes, const Node *node);
void keep_text(Tree *t, Part text);
Node *node_new(Tree *t, int kind);
Node *element_new(Tree *t, int number, Part written, Py_ssize_t name_size);
Node *current(const Tree *t);
int is_kind(const Node *node, int kinds);
int is_one_of(const Node *node, const unsigned char *numbers);
void detach(Node *node);
void append_to(Node *parent, Node *node);
void insert_node(Tree *t, Node *node, Node *inside);
Node *insert(Tree *t);
void insert_open(Tree *t);
void insert_named(Tree *t, int number);
void insert_text(Tree *t, Part text);
void insert_comment(Tree *t, Node *inside);
void push_open(Tree *t, Node *node);
void pop(Tree *t);
void pop_to(Tree *t, int number);
int any_in_scope(Tree *t, const unsigned char *numbers);
int in_scope(Tree *t, int number);
int in_list_scope(Tree *t, int number);
int in_button_scope(Tree *t, int number);
int any_in_table_scope(Tree *t, const unsigned char *numbers);
int in_table_scope(Tree *t, int number);
void imply_ends(Tree *t, int but);
void close_p(Tree *t);
void tree_done(Tree *t);

/* formats.c */
void push_format(Tree *t);
void mark_formats(Tree *t);
void clear_to_marker(Tree *t);
void reopen_formats(Tree *t);
void end_format(Tree *t, int number);
Node *format_since_marker(Tree *t, int number);

/* heads.c, bodies.c and tables.c */
void process(Tree *t);
void in_head(Tree *t);
void insert_with_text(Tree *t);
void in_body(Tree *t);
void end_other(Tree *t);
void in_table_modes(Tree *t);
void end_table_texts(Tree *t);
void reset_mode(Tree *t);
int build_tree(Tree *t, Part page);

#endif
