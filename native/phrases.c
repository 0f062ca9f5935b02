/* Phrases: which phrases of a list stand in a line, and where.

   Decides the same as PhraseIndex.find in phrases.py, whose twin this is, in the same order. Refuses to know what a phrase means.
   The search calls itself once for each word of a phrase, so that our own lists bound its depth, and no page does. */

#include "needs.h"

enum { MAX_GAP = 3 };

typedef struct {
    const Tree *tree;
    const int *tokens;
    const char *digits; /* Whether the word begins with a digit. */
    Py_ssize_t count, start;
    PyObject *found;
} Search;

static int compared(const void *a, const void *b) { return ((const Edge *)a)->word - ((const Edge *)b)->word; }

void tree_free(Tree *tree)
{
    PyMem_Free(tree->places);
    PyMem_Free(tree->edges);
    PyMem_Free(tree->ends);
    memset(tree, 0, sizeof(Tree));
}

/* Take the places: for each its edges (word, place), where a number and a gap lead, and the ends (number, where). */
int take_tree(Tree *tree, PyObject *given, int words)
{
    Py_ssize_t count = PyList_GET_SIZE(given), edges = 0, ends = 0;
    PyObject *own_edges, *own_ends;
    int number, gap;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!PyArg_ParseTuple(PyList_GET_ITEM(given, i), "O!iiO!", &PyList_Type, &own_edges, &number, &gap, &PyList_Type,
                              &own_ends))
            return -1;
        edges += PyList_GET_SIZE(own_edges);
        ends += PyList_GET_SIZE(own_ends);
    }
    tree->places = PyMem_Calloc((size_t)count + 1, sizeof(Place));
    tree->edges = PyMem_Calloc((size_t)edges + 1, sizeof(Edge));
    tree->ends = PyMem_Calloc((size_t)ends + 1, sizeof(End));
    if (!tree->places || !tree->edges || !tree->ends) {
        PyErr_NoMemory();
        return -1;
    }
    tree->count = (int)count;
    edges = ends = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        Place *place = &tree->places[i];
        if (!PyArg_ParseTuple(PyList_GET_ITEM(given, i), "O!iiO!", &PyList_Type, &own_edges, &place->number, &place->gap,
                              &PyList_Type, &own_ends))
            return -1;
        place->first_edge = (int)edges;
        place->edges = (int)PyList_GET_SIZE(own_edges);
        place->first_end = (int)ends;
        place->ends = (int)PyList_GET_SIZE(own_ends);
        int bad = place->number >= count || place->gap >= count;
        for (Py_ssize_t j = 0; j < place->edges && !bad; j++, edges++) {
            Edge *edge = &tree->edges[edges];
            if (!PyArg_ParseTuple(PyList_GET_ITEM(own_edges, j), "ii", &edge->word, &edge->to))
                return -1;
            bad = edge->word < 0 || edge->word >= words || edge->to < 0 || edge->to >= count;
        }
        for (Py_ssize_t j = 0; j < place->ends && !bad; j++, ends++)
            if (!PyArg_ParseTuple(PyList_GET_ITEM(own_ends, j), "ii", &tree->ends[ends].id, &tree->ends[ends].where))
                return -1;
        if (bad) {
            PyErr_SetString(PyExc_ValueError, "there is no such word or place");
            return -1;
        }
        qsort(tree->edges + place->first_edge, (size_t)place->edges, sizeof(Edge), compared);
    }
    return 0;
}

static int edge_from(const Tree *tree, const Place *place, int word)
{
    int low = place->first_edge, high = low + place->edges;
    while (low < high) {
        int middle = (low + high) / 2;
        if (tree->edges[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low < place->first_edge + place->edges && tree->edges[low].word == word ? tree->edges[low].to : -1;
}

/* Add the phrases that go on from a place with the word `at`; -1 with an exception. */
static int search(Search *s, int number, Py_ssize_t at)
{
    const Place *place = &s->tree->places[number];
    for (int i = place->first_end; i < place->first_end + place->ends; i++) {
        const End *end = &s->tree->ends[i];
        if (end->where != WITHIN && (s->start || (end->where == WHOLE && at != s->count)))
            continue;
        PyObject *found = Py_BuildValue("(inn)", end->id, s->start, at);
        int bad = found == NULL || PyList_Append(s->found, found) < 0;
        Py_XDECREF(found);
        if (bad)
            return -1;
    }
    if (at >= s->count)
        return 0;
    int to = s->tokens[at] >= 0 ? edge_from(s->tree, place, s->tokens[at]) : -1;
    if (to >= 0 && search(s, to, at + 1) < 0)
        return -1;
    if (place->number >= 0 && s->digits[at] && search(s, place->number, at + 1) < 0)
        return -1;
    for (Py_ssize_t width = 1; place->gap >= 0 && width <= MAX_GAP && at + width <= s->count; width++)
        if (search(s, place->gap, at + width) < 0)
            return -1;
    return 0;
}

/* find(line, root, bit): (phrase, start, end) for each phrase of the list with this root and bit. */
PyObject *find_phrases(PyObject *self, PyObject *args)
{
    Needs *n = (Needs *)self;
    PyObject *text;
    int root;
    unsigned long long bit;
    uint64_t bits;
    if (!PyArg_ParseTuple(args, "UiK:find", &text, &root, &bit) || held(n, text, &bits) < 0)
        return NULL;
    if (root < 0 || root >= n->tree.count) {
        PyErr_SetString(PyExc_ValueError, "there is no such list");
        return NULL;
    }
    PyObject *found = PyList_New(0);
    if (found == NULL || !(bits & bit))
        return found;
    Line line;
    start_line(n, &line);
    /* No more words than three for each character: one of its own, and those that it ends. */
    size_t room = (size_t)PyUnicode_GET_LENGTH(text) * 3 + 1;
    line.tokens = PyMem_Malloc(room * sizeof(int));
    line.digits = PyMem_Malloc(room);
    int bad = !line.tokens || !line.digits;
    if (bad)
        PyErr_NoMemory();
    if (!bad && take_all(n, text, &line) == 0) {
        Search s = {&n->tree, line.tokens, line.digits, line.token_count, 0, found};
        for (; s.start < s.count && !bad; s.start++)
            bad = search(&s, root, s.start) < 0;
    }
    else
        bad = 1;
    PyMem_Free(line.tokens);
    PyMem_Free(line.digits);
    if (bad)
        Py_CLEAR(found);
    return found;
}
