/* Words: which known words the text of a block has, and the boxes around it, and what they add to its numbers.

   Decides the same as text_words_of in features.py and near_words and far_words in pieces.py, whose twin this is. Refuses to
   know what a word means: the network has learned that. */

#include "network.h"

/* Put a part of a text into `out` in lower case, 200 characters and so many words at most; -1 with an exception. */
static Py_ssize_t lowered(PyObject *text, Py_ssize_t from, Py_ssize_t to, int words, Py_UCS4 *out)
{
    enum { CAPITAL_SIGMA = 0x3A3, DOTTED_I = 0x130 };
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t i = from;
    int is_inside = 0;
    for (; i < to; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (Py_UNICODE_ISSPACE(c)) {
            words -= is_inside;
            if (!words)
                return i - from;
        }
        is_inside = !Py_UNICODE_ISSPACE(c);
        /* What becomes of these two is no matter of one letter: Python knows. */
        if (c == CAPITAL_SIGMA || c == DOTTED_I)
            break;
        out[i - from] = c < 128 ? (Py_UCS4)Py_TOLOWER(c) : Py_UNICODE_TOLOWER(c);
    }
    if (i == to)
        return to - from;
    PyObject *part = PyUnicode_Substring(text, from, to);
    PyObject *lower = part ? PyObject_CallMethod(part, "lower", NULL) : NULL;
    Py_ssize_t count = -1;
    Py_XDECREF(part);
    if (lower != NULL) {
        /* The lower case of a character may be up to three; none but the dotted capital I makes more than one. */
        count = PyUnicode_GET_LENGTH(lower);
        if (count > 500)
            count = 500;
        for (Py_ssize_t j = 0; j < count; j++)
            out[j] = PyUnicode_READ_CHAR(lower, j);
    }
    Py_XDECREF(lower);
    return count;
}

static void add_row(float *sums, const float *row)
{
    for (int i = 0; i < UNITS; i++)
        sums[i] += row[i];
}

/* Add what the first words of a text and its last one say. */
static int add_text_words(const Network *network, PyObject *text, float *sums)
{
    enum { FIRST = 160, LAST = 20, FIRST_WORDS = 6 };
    Py_UCS4 letters[502];
    int found[FIRST_WORDS + 1], known = 0;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    Py_ssize_t count = lowered(text, 0, length < FIRST ? length : FIRST, FIRST_WORDS, letters), at = 0;
    if (count < 0)
        return -1;
    for (int words = 0; words < FIRST_WORDS && at < count; words++) {
        while (at < count && Py_UNICODE_ISSPACE(letters[at]))
            at++;
        Py_ssize_t start = at;
        while (at < count && !Py_UNICODE_ISSPACE(letters[at]))
            at++;
        if (at > start)
            found[known++] = word_number(&network->texts, letters + start, at - start);
    }
    count = lowered(text, length > LAST ? length - LAST : 0, length, LAST, letters + 1);
    if (count < 0)
        return -1;
    while (count > 0 && Py_UNICODE_ISSPACE(letters[count]))
        count--;
    for (at = count; at > 0 && !Py_UNICODE_ISSPACE(letters[at]);)
        at--;
    letters[at] = '$';
    found[known++] = word_number(&network->texts, letters + at, count - at + 1);
    for (int i = 0; i < known; i++) {
        int is_new = found[i] >= 0;
        for (int j = 0; j < i; j++)
            is_new &= found[j] != found[i];
        if (is_new)
            add_row(sums, network->text_rows + (size_t)found[i] * UNITS);
    }
    return 0;
}

/* Work out, once, the numbers of the known words of an element. */
static int word_numbers(const Network *network, Element *element)
{
    PyObject *facts = PyObject_GetAttrString((PyObject *)element, "facts"), *bytes = NULL;
    uint16_t numbers[512];
    int count = 0;
    if (facts != NULL && PyTuple_Check(facts) && PyTuple_GET_SIZE(facts) == 2)
        bytes = PyObject_CallMethod(PyTuple_GET_ITEM(facts, 0), "to_bytes", "is", network->masks * 8, "little");
    Py_XDECREF(facts);
    if (bytes == NULL || !PyBytes_Check(bytes)) {
        Py_XDECREF(bytes);
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "the facts of an element are two numbers");
        return -1;
    }
    const unsigned char *bits = (const unsigned char *)PyBytes_AS_STRING(bytes);
    for (int i = 0; i < network->box_words; i++)
        if (bits[i / 8] >> (i % 8) & 1)
            numbers[count++] = (uint16_t)i;
    Py_DECREF(bytes);
    return element_words(element, numbers, count);
}

/* Set the bits of an element's known words; -1 with an exception. */
static int set_words(const Network *network, PyObject *element, uint64_t *set)
{
    Element *e = (Element *)element;
    if (e->words == NULL && word_numbers(network, e) < 0)
        return -1;
    for (int i = 0; i < e->word_count; i++)
        if (e->words[i] < network->box_words)
            set[e->words[i] / 64] |= (uint64_t)1 << e->words[i] % 64;
    return 0;
}

/* Add the rows of the words that are in one set and not in another. */
static void add_set(const Network *network, const float *rows, const uint64_t *set, const uint64_t *but, float *sums)
{
    Eight added[UNITS / 8];
    memcpy(added, sums, sizeof(added));
    for (int i = 0; i < network->masks; i++)
        for (uint64_t bits = set[i] & ~but[i]; bits; bits &= bits - 1) {
            const Eight *row = (const Eight *)(rows + (size_t)(i * 64 + __builtin_ctzll(bits)) * UNITS);
            for (int j = 0; j < UNITS / 8; j++)
                added[j] += row[j];
        }
    memcpy(sums, added, sizeof(added));
}

static const uint64_t nothing[MASKS];

/* The words of a box and of all around it, and what they add; NULL with an exception. The walk up ends at a box that was met
   before: most blocks stand in the same few boxes. */
static const Far *far_of(const Network *network, Around *around, const Box *box)
{
    Far fresh = {.box = box}, *kept = &around->far[(uintptr_t)box / 64 % FAR_KEPT];
    const Far *base = NULL;
    if (kept->box == box)
        return kept;
    for (const Box *at = box; at->parent != Py_None && base == NULL; at = (const Box *)at->parent) {
        const Far *met = &around->far[(uintptr_t)at / 64 % FAR_KEPT];
        if (met->box == at)
            base = met;
        else if (set_words(network, at->element, fresh.set) < 0)
            return NULL;
    }
    if (base != NULL)
        memcpy(fresh.sums, base->sums, sizeof(fresh.sums));
    add_set(network, network->far_rows, fresh.set, base ? base->set : nothing, fresh.sums);
    for (int i = 0; base && i < network->masks; i++)
        fresh.set[i] |= base->set[i];
    *kept = fresh;
    return kept;
}

/* Work out what the words of a box, of the two around it, and of all around it add. */
static int look_at_boxes(const Network *network, Around *around, Box *box)
{
    enum { NEAR = 3 };
    uint64_t near[MASKS] = {0}, own[MASKS] = {0};
    Box *parent = box->parent != Py_None ? (Box *)box->parent : NULL, *at = box;
    around->own = NULL;
    memset(around->sums, 0, sizeof(around->sums));
    for (int i = 0; i < NEAR && at->parent != Py_None; i++, at = (Box *)at->parent)
        if (set_words(network, at->element, near) < 0)
            return -1;
    add_set(network, network->near_rows, near, nothing, around->sums);
    if (parent != NULL) {
        /* The boxes of lists and the like differ, and the one around them is the same. */
        if (parent->parent != Py_None && far_of(network, around, (const Box *)parent->parent) == NULL)
            return -1;
        const Far *far = far_of(network, around, parent);
        if (far == NULL || set_words(network, box->element, own) < 0)
            return -1;
        add_row(around->sums, far->sums);
        add_set(network, network->far_rows, own, far->set, around->sums);
    }
    around->own = box->element;
    around->parent = parent;
    return 0;
}

/* Add what the words of a block say: of its boxes, of the elements in it, of its text. */
int add_words(Network *network, Run *run, float *sums, Around *around)
{
    enum { MAX_INLINE = 6 };
    Box *box = (Box *)run->box;
    if ((around->own != box->element || (PyObject *)around->parent != box->parent || box->parent == Py_None)
        && look_at_boxes(network, around, box) < 0)
        return -1;
    add_row(sums, around->sums);
    Element *element = element_in(run, 0);
    if (element != NULL) {
        uint64_t set[MASKS] = {0};
        for (Py_ssize_t i = 0; i < MAX_INLINE && (element = element_in(run, i)) != NULL; i++)
            if (set_words(network, (PyObject *)element, set) < 0)
                return -1;
        add_set(network, network->inline_rows, set, nothing, sums);
    }
    return add_text_words(network, run->text, sums);
}
