/* What the two halves of the walk share: its state. walk.c deals with elements, cut.c with what stands between them.

   Decides nothing. Refuses to be included by any other room. */

#ifndef ONRECORD_WALK_H
#define ONRECORD_WALK_H

#include "onrecord.h"

/* The block under way. */
typedef struct {
    Text text;
    PyObject *inlined; /* A list, or NULL. */
    Py_ssize_t link_chars, strong_chars, links, breaks, pending;
    /* Whether a text or the end of a link was met; whether the end of a link was met last. */
    int has_pieces, ends_link, after_break, opens_with_link;
} Line;

/* What stood around a hidden element. */
typedef struct {
    Line line;
    Box *box;
} Hidden;

/* What the end of an element does. */
typedef struct {
    enum { NOTHING, TO_BOX, OUT_OF_LINK, OUT_OF_STRONG, OUT_OF_DEPTH, OUT_OF_HIDDEN } what;
    union {
        Box *box;
        Hidden *outer;
    };
} Leave;

typedef struct {
    PyObject *html, *elements;
    Tags *tags;
    PyObject *runs, *boxes, *pictures, *frames, *authors, *metas;
    PyObject *title, *language, *rest; /* NULL until they are known. */
    Py_ssize_t limit;                  /* So many elements are cut into blocks. */
    Py_ssize_t size, at;               /* Where the next tag opens. */
    Py_ssize_t written, written_end, text, text_end;
    Tag tag;
    Box *box;
    Line line;
    Leave *stack;
    Py_ssize_t open, room;
    Py_ssize_t link_depth, strong_depth, hidden_depth;
} Walk;

Box *box_new(Element *element, Box *parent, uint64_t kinds, Py_ssize_t number);
int flush(Walk *w);
int flush_if_any(Walk *w);
int enter(Walk *w, Leave *leave);
int leave_it(Walk *w, Leave *leave);
int add(Walk *w, Py_ssize_t from, Py_ssize_t to);

#endif
