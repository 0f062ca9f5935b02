/* Phrases: which phrases of a list stand in a line, and where, and which lines are hardly more than phrases.

   Decides the same as PhraseIndex.find in phrases.py and Words in kinds.py, whose twin this is, in the same order. Refuses to know what a phrase means.
   The search calls itself once for each word of a phrase, so that our own lists bound its depth, and no page does. */

#include "needs.h"

enum { MAX_GAP = 3, MANY_EDGES = 100 };

/* A phrase that was found: its number, what part of a line it must be, and the words that it covers. */
typedef struct {
    int id, where;
    Py_ssize_t start, end;
} Found;

typedef struct {
    const Tree *tree;
    int *tokens;
    char *digits; /* Whether the word begins with a digit. */
    Py_ssize_t count, start;
    Found *found;
    Py_ssize_t found_count, room;
} Search;

static int compared(const void *a, const void *b) { return ((const Edge *)a)->word - ((const Edge *)b)->word; }

void tree_free(Tree *tree)
{
    for (int i = 0; tree->places && i < tree->count; i++)
        PyMem_Free(tree->places[i].direct);
    PyMem_Free(tree->places);
    PyMem_Free(tree->edges);
    PyMem_Free(tree->ends);
    memset(tree, 0, sizeof(Tree));
}

/* Lay the edges of a place out by their words; -1 with an exception. */
static int lay_out(const Tree *tree, Place *place, int words)
{
    place->direct = PyMem_Malloc((size_t)words * sizeof(int));
    if (place->direct == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(place->direct, 0xFF, (size_t)words * sizeof(int));
    for (int i = place->first_edge; i < place->first_edge + place->edges; i++)
        place->direct[tree->edges[i].word] = tree->edges[i].to;
    return 0;
}

/* Note from which places on a phrase may stand anywhere in a line: places lead only to those behind them. */
static void note_within(Tree *tree)
{
    for (int i = tree->count - 1; i >= 0; i--) {
        Place *place = &tree->places[i];
        for (int j = place->first_end; j < place->first_end + place->ends; j++)
            place->is_within |= tree->ends[j].where == WITHIN;
        for (int j = place->first_edge; j < place->first_edge + place->edges; j++)
            place->is_within |= tree->places[tree->edges[j].to].is_within;
        place->is_within |= place->number >= 0 && tree->places[place->number].is_within;
        place->is_within |= place->gap >= 0 && tree->places[place->gap].is_within;
    }
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
        /* Places lead only to those behind them. */
        int bad = place->number >= count || place->gap >= count || (place->number >= 0 && place->number <= i)
            || (place->gap >= 0 && place->gap <= i);
        for (Py_ssize_t j = 0; j < place->edges && !bad; j++, edges++) {
            Edge *edge = &tree->edges[edges];
            if (!PyArg_ParseTuple(PyList_GET_ITEM(own_edges, j), "ii", &edge->word, &edge->to))
                return -1;
            bad = edge->word < 0 || edge->word >= words || edge->to <= i || edge->to >= count;
        }
        for (Py_ssize_t j = 0; j < place->ends && !bad; j++, ends++) {
            End *end = &tree->ends[ends];
            if (!PyArg_ParseTuple(PyList_GET_ITEM(own_ends, j), "ii", &end->id, &end->where))
                return -1;
            bad = end->id < 0;
            tree->highest = end->id > tree->highest ? end->id : tree->highest;
        }
        if (bad) {
            PyErr_SetString(PyExc_ValueError, "there is no such word or place");
            return -1;
        }
        qsort(tree->edges + place->first_edge, (size_t)place->edges, sizeof(Edge), compared);
        if (place->edges >= MANY_EDGES && lay_out(tree, place, words) < 0)
            return -1;
    }
    note_within(tree);
    return 0;
}

static int edge_from(const Tree *tree, const Place *place, int word)
{
    if (place->direct)
        return place->direct[word];
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
    if (s->start && !place->is_within)
        return 0;
    for (int i = place->first_end; i < place->first_end + place->ends; i++) {
        const End *end = &s->tree->ends[i];
        if (end->where != WITHIN && (s->start || (end->where == WHOLE && at != s->count)))
            continue;
        if (s->found_count == s->room) {
            Py_ssize_t room = s->room ? 2 * s->room : 16;
            Found *more = PyMem_Realloc(s->found, (size_t)room * sizeof(Found));
            if (more == NULL) {
                PyErr_NoMemory();
                return -1;
            }
            s->found = more;
            s->room = room;
        }
        s->found[s->found_count++] = (Found){end->id, end->where, s->start, at};
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

static void search_free(Search *s)
{
    PyMem_Free(s->tokens);
    PyMem_Free(s->digits);
    PyMem_Free(s->found);
}

/* Find all phrases of a list in a line that may hold one; -1 with an exception. What was found must be freed. */
static int search_line(Needs *n, PyObject *text, int root, Search *s)
{
    Line line;
    start_line(n, &line);
    *s = (Search){.tree = &n->tree};
    /* No more words than three for each character: one of its own, and those that it ends. */
    size_t room = (size_t)PyUnicode_GET_LENGTH(text) * 3 + 1;
    line.tokens = s->tokens = PyMem_Malloc(room * sizeof(int));
    line.digits = s->digits = PyMem_Malloc(room);
    if (!s->tokens || !s->digits) {
        PyErr_NoMemory();
        return -1;
    }
    if (take_all(n, text, &line) < 0)
        return -1;
    for (s->count = line.token_count; s->start < s->count; s->start++)
        if (search(s, root, s->start) < 0)
            return -1;
    return 0;
}

static int is_root(const Needs *n, int root)
{
    if (root >= 0 && root < n->tree.count)
        return 1;
    PyErr_SetString(PyExc_ValueError, "there is no such list");
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
    if (!PyArg_ParseTuple(args, "UiK:find", &text, &root, &bit) || held(n, text, &bits) < 0 || !is_root(n, root))
        return NULL;
    PyObject *found = PyList_New(0);
    if (found == NULL || !(bits & bit))
        return found;
    Search s;
    int bad = search_line(n, text, root, &s) < 0;
    for (Py_ssize_t i = 0; !bad && i < s.found_count; i++) {
        PyObject *one = Py_BuildValue("(inn)", s.found[i].id, s.found[i].start, s.found[i].end);
        bad = one == NULL || PyList_Append(found, one) < 0;
        Py_XDECREF(one);
    }
    search_free(&s);
    if (bad)
        Py_CLEAR(found);
    return found;
}

int holds_phrase(Needs *n, PyObject *text, int root, uint64_t bit)
{
    uint64_t bits;
    if (held(n, text, &bits) < 0 || !is_root(n, root))
        return -1;
    if (!(bits & bit))
        return 0;
    Search s;
    int found = search_line(n, text, root, &s) < 0 ? -1 : s.found_count > 0;
    search_free(&s);
    return found;
}

/* The phrase that covers most of a line, a preferred one before others, the strictest form first; NULL where there is none. */
static const Found *best_of(const Search *s, PyObject *preferred)
{
    const char *is_preferred = PyBytes_AS_STRING(preferred);
    const Found *best = NULL;
    for (const Found *f = s->found; f < s->found + s->found_count; f++) {
        Py_ssize_t more = best ? (f->end - f->start) - (best->end - best->start) : 1;
        if (more == 0)
            more = is_preferred[f->id] - is_preferred[best->id];
        if (more == 0)
            more = f->where - best->where;
        if (more > 0)
            best = f;
    }
    return best;
}

/* Whether at least this share of the words of a line stands in phrases. Their numbers are no longer needed: they are marked. */
static int is_covered(Search *s, double share)
{
    Py_ssize_t covered = 0;
    memset(s->tokens, 0, (size_t)s->count * sizeof(int));
    for (const Found *f = s->found; f < s->found + s->found_count; f++)
        for (Py_ssize_t i = f->start; i < f->end; i++) {
            covered += !s->tokens[i];
            s->tokens[i] = 1;
        }
    return (double)covered / (double)(s->count ? s->count : 1) >= share;
}

/* covering(lines, longest, (root, bit), share, preferred): (line, phrase) for each of the lines, none longer than `longest`, that
   is hardly more than phrases of the list. `preferred` has a byte for each phrase. */
PyObject *find_covering(PyObject *self, PyObject *args)
{
    Needs *n = (Needs *)self;
    PyObject *lines, *preferred;
    Py_ssize_t longest;
    int root;
    unsigned long long bit;
    uint64_t bits;
    double share;
    if (!PyArg_ParseTuple(args, "O!n(iK)dS:covering", &PyList_Type, &lines, &longest, &root, &bit, &share, &preferred)
        || !is_root(n, root))
        return NULL;
    if (PyBytes_GET_SIZE(preferred) <= n->tree.highest) {
        PyErr_SetString(PyExc_ValueError, "each phrase is preferred or not");
        return NULL;
    }
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(lines); i++) {
        PyObject *text = Py_NewRef(PyList_GET_ITEM(lines, i));
        int is_short = !PyUnicode_Check(text) || PyUnicode_GET_LENGTH(text) <= longest;
        int bad = is_short && held(n, text, &bits) < 0;
        if (!bad && is_short && bits & bit) {
            Search s;
            bad = search_line(n, text, root, &s) < 0;
            const Found *best = bad ? NULL : best_of(&s, preferred);
            if (best && (best->where == WHOLE || (best->end - best->start > 1 && is_covered(&s, share)))) {
                PyObject *one = Py_BuildValue("(ni)", i, best->id);
                bad = one == NULL || PyList_Append(found, one) < 0;
                Py_XDECREF(one);
            }
            search_free(&s);
        }
        Py_DECREF(text);
        if (bad)
            Py_CLEAR(found);
    }
    return found;
}
