/* What the rooms of the walk share: its state. walk.c deals with elements, cut.c with what stands between them in a tree
   that was written out.

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

typedef struct Walk Walk;
struct Walk {
    PyObject *elements;
    Tags *tags;
    PyObject *runs, *telling, *pictures, *frames, *authors, *metas;
    uint64_t telling_kinds; /* Boxes of these kinds are kept in a list, the others by the blocks in them alone. */
    Py_ssize_t boxes;       /* So many there are. */
    PyObject *title, *language, *rest; /* NULL until they are known. */
    PyObject *(*name_here)(Walk *);    /* The text of the element that was just met, as far as a name may reach. */
    Part written;                      /* The tag under way. */
    Tag tag;
    Box *box;
    Line line;
    Leave *stack;
    Py_ssize_t open, room;
    Py_ssize_t link_depth, strong_depth, hidden_depth;
};

Box *box_new(Element *element, Box *parent, uint64_t kinds, Py_ssize_t number);
int walk_begin(Walk *w, PyObject *lists);
int meet(Walk *w);
int enter(Walk *w);
int enter_body(Walk *w);
int leave_it(Walk *w, Leave *leave);
int add(Walk *w, Part text, int is_written);
int flush(Walk *w);
int has_title(const Walk *w);
int take_title(Walk *w, Text *title);
PyObject *walk_found(const Walk *w);
void walk_end(Walk *w);

int note(Walk *w);
int note_picture(Walk *w);
int keep(Walk *w);

#endif
