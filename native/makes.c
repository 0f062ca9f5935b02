/* Makes: what the boxes around the blocks of the article say of the rules that may find something.

   Decides the first conditions of the rules in settle.py and following.py that compare boxes, each a little more loosely than
   the rule itself. Refuses to look at the words of a block, and to set any aside. */

#include "doubts.h"

enum { MOST_MAKES = 64 };

/* The outermost article around a box. */
static const Box *article_box(const Doubts *d, const Box *box)
{
    const Box *found = NULL;
    for (; box; box = around(box))
        if (box->tag == d->article || PyUnicode_Compare(box->tag, d->article) == 0)
            found = box;
    return found;
}

/* Whether a block among the text may be the head of another article: made like the headline, or a link; -1: an exception. */
static int is_head(const Page *p, const Block *top, Py_ssize_t at)
{
    const Doubts *d = p->doubts;
    PyObject *run = PyList_GET_ITEM(p->runs, at);
    PyObject *box = PyObject_TypeCheck(run, &RunType) ? ((Run *)run)->box : NULL;
    PyObject *tag = box && PyObject_TypeCheck(box, &BoxType) ? ((Box *)box)->tag : NULL;
    Block b;
    if (tag && PyUnicode_Check(tag)) {
        /* Most blocks are neither. */
        int is_like = PyUnicode_Compare(tag, top->box->tag) == 0, is_heading = PySet_Contains(d->heads, tag);
        if (!is_like && !is_heading)
            return 0;
        if (is_heading < 0 || read_block(p->runs, at, &b, NULL) < 0)
            return -1;
        if (b.length < d->lengths.headline || b.run->hidden == Py_True)
            return 0;
        return (is_heading && is_link(d, &b))
            || (is_like && PyUnicode_Compare(b.text, top->text) != 0
                && PyLong_AsLong(b.box->depth) == PyLong_AsLong(top->box->depth));
    }
    PyErr_SetString(PyExc_TypeError, "these are not the blocks of a page");
    return -1;
}

int next_articles(const Page *p)
{
    const Doubts *d = p->doubts;
    Block top;
    if (p->headline < 0)
        return 0;
    if (read_block(p->runs, p->headline, &top, NULL) < 0)
        return -1;
    const Box *own = article_box(d, top.box), *other;
    for (Py_ssize_t i = 0; own && i < p->count; i++)
        if (p->blocks[i].at > p->headline && (other = article_box(d, p->blocks[i].box)) && other != own)
            return 1;
    int found = 0;
    for (Py_ssize_t i = p->headline + 1; !found && i <= p->blocks[p->count - 1].at; i++)
        found = is_head(p, &top, i);
    return PyErr_Occurred() ? -1 : found;
}

/* Add to the sizes of a box and of all around it. */
static void add_size(Py_ssize_t *sizes, const Box *box, Py_ssize_t size)
{
    for (; box; box = around(box))
        sizes[PyLong_AsSsize_t(box->number)] += size;
}

/* The smallest box so far, and of those of a size the innermost, that holds enough of the text. */
typedef struct {
    const Box *box;
    Py_ssize_t size, depth;
} Main;

static void compare(Main *main, const Box *box, const Py_ssize_t *sizes, double enough)
{
    Py_ssize_t size = sizes[PyLong_AsSsize_t(box->number)], depth = PyLong_AsSsize_t(box->depth);
    if ((double)size >= enough && (!main->box || size * 1000 - depth < main->size * 1000 - main->depth))
        *main = (Main){box, size, depth};
}

/* Whether the last block stands outside the smallest box that holds nearly all of the text; -1 with an exception.

   Blocks that follow each other in one box are added up before the boxes around it are gone through. */
int beside(const Page *p)
{
    Py_ssize_t highest = 0, total = 0, size = 0;
    const Box *outer = NULL;
    for (Py_ssize_t i = 0; i < p->count; i++) {
        total += p->blocks[i].length;
        for (const Box *box = p->blocks[i].box; box && box != outer; box = around(box)) {
            Py_ssize_t number = PyLong_AsSsize_t(box->number);
            if (number < 0) {
                if (!PyErr_Occurred())
                    PyErr_SetString(PyExc_ValueError, "boxes are numbered from 0 on");
                return -1;
            }
            highest = number > highest ? number : highest;
        }
        outer = around(p->blocks[i].box);
    }
    Py_ssize_t *sizes = PyMem_Calloc((size_t)highest + 1, sizeof(Py_ssize_t));
    if (sizes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    outer = NULL;
    for (Py_ssize_t i = 0; i < p->count; i++) {
        const Block *b = &p->blocks[i];
        if (around(b->box) != outer) {
            add_size(sizes, outer, size);
            outer = around(b->box);
            size = 0;
        }
        sizes[PyLong_AsSsize_t(b->box->number)] += b->length;
        size += b->length;
    }
    add_size(sizes, outer, size);
    Main main = {NULL, 0, 0};
    double enough = p->doubts->main_share * (double)total;
    outer = NULL;
    for (Py_ssize_t i = 0; i < p->count; i++) {
        compare(&main, p->blocks[i].box, sizes, enough);
        if (around(p->blocks[i].box) != outer)
            for (const Box *box = outer = around(p->blocks[i].box); box; box = around(box))
                compare(&main, box, sizes, enough);
    }
    PyMem_Free(sizes);
    const Box *last = p->blocks[p->count - 1].box;
    while (last && last != main.box)
        last = around(last);
    return PyErr_Occurred() ? -1 : !last;
}

/* Boxes of one make: their tag, their names, and the tag around them. */
typedef struct {
    PyObject *element, *tag, *names, *outer;
    Py_ssize_t count;
} Make;

/* The number of the make of a block among those met, -1 where there are too many, -2 with an exception. */
static int make_of(const Doubts *d, const Block *b, Make *makes, int *count)
{
    PyObject *outer = b->parent != b->box ? b->parent->tag : Py_None;
    int found = 0;
    for (; found < *count; found++)
        if (makes[found].element == b->box->element && makes[found].outer == outer)
            return found;
    PyObject *names = PyObject_GetAttr(b->box->element, d->names);
    if (names == NULL)
        return -2;
    for (found = 0; found < *count; found++) {
        int same = PyObject_RichCompareBool(makes[found].names, names, Py_EQ);
        same = same > 0 ? PyObject_RichCompareBool(makes[found].tag, b->box->tag, Py_EQ) : same;
        same = same > 0 ? PyObject_RichCompareBool(makes[found].outer, outer, Py_EQ) : same;
        if (same) {
            found = same < 0 ? -2 : found;
            break;
        }
    }
    if (found == *count) {
        if (found == MOST_MAKES)
            found = -1;
        else {
            makes[found] = (Make){b->box->element, b->box->tag, Py_NewRef(names), outer, 0};
            ++*count;
        }
    }
    Py_DECREF(names);
    return found;
}

/* Whether a sentence stands in a box of another make than most of the text, or in one named for it; -1 with an exception. */
int repeats(const Page *p)
{
    const Doubts *d = p->doubts;
    Make makes[MOST_MAKES];
    int count = 0, usual = 0, found = 0, make;
    int *own = PyMem_Malloc((size_t)p->count * sizeof(int));
    if (own == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; !found && i < p->count; i++) {
        make = own[i] = make_of(d, &p->blocks[i], makes, &count);
        if (make >= 0)
            makes[make].count++;
        else
            found = make == -1 ? 1 : -1;
    }
    for (int i = 1; i < count; i++)
        usual = makes[i].count > makes[usual].count ? i : usual;
    for (Py_ssize_t i = 0; !found && i < p->count; i++) {
        const Block *b = &p->blocks[i];
        int is_quoted = (PyLong_AsUnsignedLongLong(b->box->near_kinds) & d->quoted) != 0;
        if ((own[i] == usual && !is_quoted) || !ends(d, b->text))
            continue;
        found = PySet_Contains(d->no_quotes, b->box->tag);
        found = found < 0 ? -1 : !found;
    }
    for (int i = 0; i < count; i++)
        Py_DECREF(makes[i].names);
    PyMem_Free(own);
    return PyErr_Occurred() ? -1 : found;
}

static int is_near(const Block *b, PyObject *box)
{
    const Box *outer = around(b->box), *outmost = outer ? around(outer) : NULL;
    return (PyObject *)b->box == box || (PyObject *)outer == box || (PyObject *)outmost == box;
}

/* A block right behind a picture, in the picture's box. */
int captions(const Page *p)
{
    for (Py_ssize_t i = 0, at = 0; i < PyList_GET_SIZE(p->pictures); i++) {
        PyObject *picture = PyList_GET_ITEM(p->pictures, i);
        PyObject *before = PyObject_GetAttr(picture, p->doubts->before);
        Py_ssize_t number = before ? PyLong_AsSsize_t(before) : -1;
        Py_XDECREF(before);
        if (number < 0 && PyErr_Occurred())
            return -1;
        /* Pictures and blocks are both in page order. */
        while (at < p->count && p->blocks[at].at < number)
            at++;
        if (at == p->count)
            return 0;
        if (p->blocks[at].at != number)
            continue;
        PyObject *box = PyObject_GetAttr(picture, p->doubts->box);
        int found = box == NULL ? -1 : is_near(&p->blocks[at], box);
        if (found > 0)
            found = PySet_Contains(p->doubts->holders, ((Box *)box)->tag) ? 0 : 1;
        Py_XDECREF(box);
        if (found)
            return PyErr_Occurred() ? -1 : found;
    }
    return 0;
}
