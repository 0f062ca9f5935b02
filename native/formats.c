/* Formats: formatting elements, which pages open and close in any order.

   Decides it as the HTML standard does: those that were closed by the way are opened anew, and those that are closed too
   early are taken apart (the adoption agency). Refuses to know any other element. */

#include "tree.h"

static int is_alike(const Node *a, const Node *b)
{
    return a->part.size == b->part.size && memcmp(a->part.start, b->part.start, (size_t)a->part.size) == 0;
}

/* Note that the innermost open element is a formatting element; no more than three of a kind are kept. */
void push_format(Tree *t)
{
    Node *node = current(t);
    int alike = 0;
    Py_ssize_t at = t->formats.count - 1, earliest = 0;
    for (; at >= 0 && t->formats.all[at] != NULL; at--)
        if (is_alike(t->formats.all[at], node)) {
            alike++;
            earliest = at;
        }
    look(t, t->formats.count - at);
    if (alike >= 3)
        drop_node(&t->formats, earliest);
    push_node(t, &t->formats, node);
}

void mark_formats(Tree *t) { push_node(t, &t->formats, NULL); }

void clear_to_marker(Tree *t)
{
    while (t->formats.count && t->formats.all[--t->formats.count] != NULL)
        ;
}

Node *format_since_marker(Tree *t, int number)
{
    Py_ssize_t at = t->formats.count - 1;
    while (at >= 0 && t->formats.all[at] != NULL && t->formats.all[at]->number != number)
        at--;
    look(t, t->formats.count - at);
    return at >= 0 ? t->formats.all[at] : NULL;
}

static Node *copy_of(Tree *t, const Node *node) { return element_new(t, node->number, node->part, node->name_size); }

/* Open those formatting elements anew that were closed by the way. */
void reopen_formats(Tree *t)
{
    Nodes *formats = &t->formats;
    Py_ssize_t at = formats->count;
    while (at > 0 && formats->all[at - 1] != NULL && place_in(t, &t->open, formats->all[at - 1]) < 0)
        at--;
    for (; at < formats->count; at++) {
        Node *node = copy_of(t, formats->all[at]);
        insert_node(t, node, current(t));
        push_open(t, node);
        formats->all[at] = node;
    }
}

static void forget(Tree *t, const Node *node)
{
    Py_ssize_t at = place_in(t, &t->formats, node);
    if (at >= 0)
        drop_node(&t->formats, at);
}

/* Where the outermost special element inside the formatting element stands that is open at `at`; -1 if there is none. */
static Py_ssize_t block_inside(Tree *t, Py_ssize_t at)
{
    look(t, t->open.count - at);
    for (at++; at < t->open.count; at++)
        if (is_kind(t->open.all[at], SPECIAL))
            return at;
    return -1;
}

static int is_in_scope(Tree *t, Py_ssize_t at)
{
    Py_ssize_t inner = t->open.count - 1;
    while (inner > at && !is_kind(t->open.all[inner], BOUNDS))
        inner--;
    look(t, t->open.count - inner);
    return inner == at;
}

/* Lead what is open between a formatting element and a block in it out of the element: the block, or what holds it now. */
static Node *led_out(Tree *t, Py_ssize_t outer, Py_ssize_t block, Py_ssize_t *bookmark)
{
    Node *first = t->open.all[block], *last = first;
    int steps = 0;
    for (Py_ssize_t at = block - 1; at > outer; at--) {
        Node *node = t->open.all[at];
        Py_ssize_t place = place_in(t, &t->formats, node);
        if (++steps > 3 && place >= 0)
            give_up(t); /* lexbor goes a way of its own here. */
        if (place < 0) {
            drop_node(&t->open, at);
            continue;
        }
        node = copy_of(t, node);
        t->formats.all[place] = t->open.all[at] = node;
        if (last == first)
            *bookmark = place + 1;
        detach(last);
        append_to(node, last);
        last = node;
    }
    return last;
}

/* End a formatting element that holds a block which goes on: the block is led out of it, and gets one like it inside. */
static void take_apart(Tree *t, Node *format, Py_ssize_t outer, Py_ssize_t at_block)
{
    Node *block = t->open.all[at_block];
    Py_ssize_t bookmark = place_in(t, &t->formats, format);
    Node *last = led_out(t, outer, at_block, &bookmark), *child;
    detach(last);
    insert_node(t, last, t->open.all[outer - 1]);
    Node *copy = copy_of(t, format);
    while ((child = block->first) != NULL) {
        detach(child);
        append_to(copy, child);
        look(t, 1);
    }
    append_to(block, copy);
    Py_ssize_t place = place_in(t, &t->formats, format);
    drop_node(&t->formats, place);
    bookmark -= place < bookmark;
    push_node(t, &t->formats, NULL);
    memmove(t->formats.all + bookmark + 1, t->formats.all + bookmark,
            (size_t)(t->formats.count - 1 - bookmark) * sizeof(Node *));
    t->formats.all[bookmark] = copy;
    drop_node(&t->open, place_in(t, &t->open, format));
    push_open(t, copy);
    Py_ssize_t below = place_in(t, &t->open, block) + 1;
    memmove(t->open.all + below + 1, t->open.all + below, (size_t)(t->open.count - 1 - below) * sizeof(Node *));
    t->open.all[below] = copy;
}

/* Deal with the end tag of a formatting element. */
void end_format(Tree *t, int number)
{
    Node *node = current(t);
    if (node->number == number && !node->is_drawing && place_in(t, &t->formats, node) < 0) {
        pop(t);
        return;
    }
    for (int turn = 0; turn < 8; turn++) {
        Node *format = format_since_marker(t, number);
        if (format == NULL) {
            end_other(t);
            return;
        }
        Py_ssize_t at = place_in(t, &t->open, format);
        if (at < 0) {
            forget(t, format);
            return;
        }
        if (!is_in_scope(t, at))
            return;
        Py_ssize_t block = block_inside(t, at);
        if (block < 0) {
            t->open.count = at;
            forget(t, format);
            return;
        }
        take_apart(t, format, at, block);
    }
    give_up(t); /* As it does where so many blocks are open. */
}
