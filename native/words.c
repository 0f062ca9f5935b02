/* Words: which known words the text of a block has, and the boxes around it, and what they add to its numbers.

   Decides the same as text_words_of in features.py and near_words and far_words in pieces.py, whose twin this is. Refuses to
   know what a word means: the network has learned that. */

#include "network.h"

static void add_row(float *sums, const float *row)
{
    for (int i = 0; i < UNITS; i++)
        sums[i] += row[i];
}

/* Put a part of a text into `out` in lower case, 200 characters at most; -1 with an exception. */
static Py_ssize_t lowered(PyObject *text, Py_ssize_t from, Py_ssize_t to, Py_UCS4 *out)
{
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t i = from;
    for (; i < to; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c >= 128)
            break;
        out[i - from] = c >= 'A' && c <= 'Z' ? c + 32 : c;
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

/* Add what the first words of a text and its last one say. */
static int add_text_words(const Network *network, PyObject *text, float *sums)
{
    enum { FIRST = 160, LAST = 20, FIRST_WORDS = 6 };
    Py_UCS4 letters[502];
    int found[FIRST_WORDS + 1], known = 0;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    Py_ssize_t count = lowered(text, 0, length < FIRST ? length : FIRST, letters), at = 0;
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
    count = lowered(text, length > LAST ? length - LAST : 0, length, letters + 1);
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
    uint16_t *words = PyMem_Malloc(((size_t)count + 1) * sizeof(uint16_t));
    if (words == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(words, numbers, (size_t)count * sizeof(uint16_t));
    PyMem_Free(element->words);
    element->words = words;
    element->word_count = count;
    return 0;
}

static int set_words(const Network *network, PyObject *element, uint64_t *set)
{
    Element *e = (Element *)element;
    if (e->words == NULL && word_numbers(network, e) < 0)
        return -1;
    for (int i = 0; i < e->word_count && e->words[i] < network->box_words; i++)
        set[e->words[i] / 64] |= (uint64_t)1 << e->words[i] % 64;
    return 0;
}

static void add_set(const Network *network, const float *rows, const uint64_t *set, float *sums)
{
    for (int i = 0; i < network->masks; i++)
        for (uint64_t bits = set[i]; bits; bits &= bits - 1)
            add_row(sums, rows + (size_t)(i * 64 + __builtin_ctzll(bits)) * UNITS);
}

/* Add what the words of a block say: of its boxes, of the elements in it, of its text.

   `sets` holds three sets of words. The last of them is kept from block to block: all words of the boxes around `sets_of`,
   as most blocks stand beside the one before. */
int add_words(Network *network, Run *run, float *sums, uint64_t *sets, Box **sets_of)
{
    enum { NEAR = 3, MAX_INLINE = 6 };
    int masks = network->masks;
    uint64_t *set = sets, *own = sets + masks, *outer = sets + 2 * masks;
    size_t size = (size_t)masks * sizeof(uint64_t);
    Box *box = (Box *)run->box, *parent = box->parent != Py_None ? (Box *)box->parent : NULL;
    memset(set, 0, size);
    memset(own, 0, size);
    Box *at = box;
    for (int i = 0; i < NEAR && at->parent != Py_None; i++, at = (Box *)at->parent)
        if (set_words(network, at->element, set) < 0)
            return -1;
    add_set(network, network->near_rows, set, sums);
    if (parent != NULL && *sets_of != parent) {
        memset(outer, 0, size);
        *sets_of = NULL;
        for (at = parent; at->parent != Py_None; at = (Box *)at->parent)
            if (set_words(network, at->element, outer) < 0)
                return -1;
        *sets_of = parent;
    }
    if (parent != NULL) {
        if (set_words(network, box->element, own) < 0)
            return -1;
        for (int i = 0; i < masks; i++)
            own[i] |= outer[i];
        add_set(network, network->far_rows, own, sums);
    }
    memset(set, 0, size);
    Element *element;
    for (Py_ssize_t i = 0; i < MAX_INLINE && (element = element_in(run, i)) != NULL; i++)
        if (set_words(network, (PyObject *)element, set) < 0)
            return -1;
    add_set(network, network->inline_rows, set, sums);
    return add_text_words(network, run->text, sums);
}
