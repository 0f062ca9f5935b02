/* What the two rooms of doubts share: doubts.c looks at the blocks one by one, makes.c at the boxes around them.

   Decides nothing. Refuses to be included by any other room. */

#ifndef ONRECORD_DOUBTS_H
#define ONRECORD_DOUBTS_H

#include "needs.h"

typedef struct {
    Py_ssize_t announced, opener, phrase, credit, caption, name, spoken, heading, headline, note, shout_from, shout_to;
} Lengths;

typedef struct {
    PyObject_HEAD
    PyObject *headings, *heads, *no_quotes, *holders, *line_tags; /* Sets of tags. */
    PyObject *ends, *closing, *announces, *invisible, *complains;  /* Characters. */
    PyObject *article, *before, *box, *names;                     /* A tag, and names of attributes. */
    Words credits, corrections;
    Lengths lengths;
    uint64_t boxed, quoted, phrases, sure;
    int root; /* Of the list of phrases. */
    double main_share, linked; /* Parts of the text. */
} Doubts;

/* A block that was taken for the article. */
typedef struct {
    Run *run;
    PyObject *text;
    Box *box, *parent; /* The box is its own parent where it has none. */
    Py_ssize_t at, length;
    double links;
} Block;

typedef struct {
    const Doubts *doubts;
    Needs *needs;
    PyObject *runs, *pictures, *names;
    Block *blocks;
    Py_ssize_t count, headline; /* `headline` is -1 where no block prints it. */
} Page;

static inline Box *around(const Box *box) { return box->parent != Py_None ? (Box *)box->parent : NULL; }

/* Whether a block is hardly more than a link. */
static inline int is_link(const Doubts *d, const Block *b) { return b->links > d->linked * (double)b->length; }

/* Read a block; -1 with an exception. `checked` is a box that was read before with all around it, or NULL. */
int read_block(PyObject *runs, Py_ssize_t at, Block *block, const Box *checked);
int ends(const Doubts *d, PyObject *text);

/* Each tells whether the rule of this name may find something; -1 with an exception. */
int next_articles(const Page *p);
int beside(const Page *p);
int repeats(const Page *p);
int captions(const Page *p);

#endif
