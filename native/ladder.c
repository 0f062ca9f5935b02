/* Ladders: which rule is the first that a block fits, by the boxes around it, its links, its length and its first word.

   Decides the same as Ladder.climb in ladder.py, whose twin this is. Refuses to know what a rule is for: the rules, and the
   words that open lines, are handed over by Python. */

#include "onrecord.h"

typedef struct {
    PyObject *label; /* NULL: the words of the block must be looked at. */
    uint64_t near, far, not_far, not_own, opens;
    double linked; /* More than this part of the text is links; below 0: however much. */
    Py_ssize_t longer, shorter;
    int is_hidden, has_links; /* 0 or 1 where the rule asks for it, -1 where it does not. */
} Rule;

typedef struct {
    PyObject *text;
    uint64_t bits;
} Sign;

typedef struct {
    PyObject_HEAD
    Rule *rules;
    Sign *signs;
    uint64_t *bits; /* By word: the kinds of lines that it opens. */
    Words words;
    Py_ssize_t rule_count, sign_count;
} Ladder;

/* What the rules ask of a block. */
typedef struct {
    PyObject *text;
    uint64_t near, far, own, opened;
    Py_ssize_t length;
    double link_chars;
    int is_hidden, has_links, is_opened; /* `opened` is worked out when a rule first asks for it. */
} Block;

int first_word(const Words *words, PyObject *text)
{
    int kind = (int)PyUnicode_KIND(text), is_ascii = 1;
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), from = 0, to;
    Py_UCS4 letters[64];
    if (words->longest >= 64) {
        PyErr_SetString(PyExc_ValueError, "such long words are not foreseen");
        return -2;
    }
    for (; from < size; from++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, from);
        if (c == '_' || Py_UNICODE_ISALNUM(c))
            break;
    }
    for (to = from; to < size; to++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, to);
        if (c != '_' && !Py_UNICODE_ISALNUM(c))
            break;
        if (to - from >= words->longest)
            return -1; /* Lower case is never shorter. */
        is_ascii &= c < 128;
        letters[to - from] = c < 128 ? (Py_UCS4)Py_TOLOWER(c) : c;
    }
    if (is_ascii)
        return word_number(words, letters, to - from);
    PyObject *word = PyUnicode_Substring(text, from, to);
    PyObject *lower = word ? PyObject_CallMethod(word, "lower", NULL) : NULL;
    int number = lower == NULL ? -2 : -1;
    if (lower != NULL && PyUnicode_GET_LENGTH(lower) <= words->longest) {
        size = PyUnicode_GET_LENGTH(lower);
        number = PyUnicode_AsUCS4(lower, letters, 64, 0) ? word_number(words, letters, size) : -2;
    }
    Py_XDECREF(word);
    Py_XDECREF(lower);
    return number;
}

static int look_at_opening(const Ladder *ladder, Block *block)
{
    int number = first_word(&ladder->words, block->text);
    if (number == -2)
        return -1;
    block->opened = number >= 0 ? ladder->bits[number] : 0;
    for (Py_ssize_t i = 0; i < ladder->sign_count; i++) {
        int found = PyUnicode_Contains(block->text, ladder->signs[i].text);
        if (found < 0)
            return -1;
        block->opened |= found ? ladder->signs[i].bits : 0;
    }
    block->is_opened = 1;
    return 0;
}

/* Whether a block fits a rule; -1 with an exception. */
static int fits(const Ladder *ladder, const Rule *rule, Block *block)
{
    if ((rule->near && !(block->near & rule->near)) || (rule->far && !(block->far & rule->far))
        || block->far & rule->not_far || block->own & rule->not_own || block->length <= rule->longer
        || block->length >= rule->shorter || (rule->is_hidden >= 0 && rule->is_hidden != block->is_hidden)
        || (rule->has_links >= 0 && rule->has_links != block->has_links)
        || (rule->linked >= 0 && !(block->link_chars > (double)block->length * rule->linked)))
        return 0;
    if (rule->opens && !block->is_opened && look_at_opening(ladder, block) < 0)
        return -1;
    return !rule->opens || block->opened & rule->opens;
}

/* Read what is asked of a block; -1 with an exception. */
static int read_block(PyObject *given, Block *block)
{
    Run *run = (Run *)given;
    Box *box = PyObject_TypeCheck(given, &RunType) ? (Box *)run->box : NULL;
    if (!box || !PyObject_TypeCheck((PyObject *)box, &BoxType) || !run->text || !PyUnicode_Check(run->text) || !run->hidden
        || !run->link_chars || !run->links || !box->near_kinds || !box->far_kinds || !box->kinds) {
        PyErr_SetString(PyExc_TypeError, "these are not the blocks of a page");
        return -1;
    }
    block->text = run->text;
    block->length = PyUnicode_GET_LENGTH(run->text);
    block->near = PyLong_AsUnsignedLongLong(box->near_kinds);
    block->far = PyLong_AsUnsignedLongLong(box->far_kinds);
    block->own = PyLong_AsUnsignedLongLong(box->kinds);
    block->link_chars = (double)PyLong_AsSsize_t(run->link_chars);
    block->has_links = PyLong_AsSsize_t(run->links) > 0;
    block->is_hidden = run->hidden == Py_True;
    block->is_opened = 0;
    return PyErr_Occurred() ? -1 : 0;
}

/* Climb the ladder with one block: its label, and whether its words must be looked at before; NULL with an exception. */
static PyObject *label_of(const Ladder *ladder, PyObject *run, int *is_asked)
{
    Block block = {0};
    PyObject *label = Py_None;
    *is_asked = 0;
    if (read_block(run, &block) < 0)
        return NULL;
    for (Py_ssize_t i = 0; i < ladder->rule_count; i++) {
        const Rule *rule = &ladder->rules[i];
        if (rule->label == NULL && *is_asked)
            continue;
        int is_fit = fits(ladder, rule, &block);
        if (is_fit < 0)
            return NULL;
        if (is_fit && rule->label != NULL) {
            label = rule->label;
            break;
        }
        *is_asked |= is_fit;
    }
    return Py_NewRef(label);
}

/* climb(blocks): the label of each, and the numbers of those whose words must be looked at before. */
static PyObject *climb(PyObject *self, PyObject *runs)
{
    const Ladder *ladder = (const Ladder *)self;
    if (!PyList_Check(runs)) {
        PyErr_SetString(PyExc_TypeError, "these are not the blocks of a page");
        return NULL;
    }
    Py_ssize_t count = PyList_GET_SIZE(runs);
    PyObject *labels = PyList_New(count), *asked = PyList_New(0);
    int bad = !labels || !asked, is_asked;
    for (Py_ssize_t i = 0; !bad && i < count; i++) {
        PyObject *run = i < PyList_GET_SIZE(runs) ? Py_NewRef(PyList_GET_ITEM(runs, i)) : NULL;
        PyObject *label = run ? label_of(ladder, run, &is_asked) : Py_NewRef(Py_None);
        Py_XDECREF(run);
        bad = label == NULL;
        if (!bad)
            PyList_SET_ITEM(labels, i, label);
        if (!bad && run && is_asked) {
            PyObject *number = PyLong_FromSsize_t(i);
            bad = number == NULL || PyList_Append(asked, number) < 0;
            Py_XDECREF(number);
        }
    }
    PyObject *found = bad ? NULL : PyTuple_Pack(2, labels, asked);
    Py_XDECREF(labels);
    Py_XDECREF(asked);
    return found;
}

static void ladder_free(PyObject *self)
{
    Ladder *ladder = (Ladder *)self;
    for (Py_ssize_t i = 0; ladder->rules && i < ladder->rule_count; i++)
        Py_CLEAR(ladder->rules[i].label);
    for (Py_ssize_t i = 0; ladder->signs && i < ladder->sign_count; i++)
        Py_CLEAR(ladder->signs[i].text);
    PyMem_Free(ladder->rules);
    PyMem_Free(ladder->signs);
    PyMem_Free(ladder->bits);
    words_free(&ladder->words);
    Py_TYPE(self)->tp_free(self);
}

static int take_rules(Ladder *ladder, PyObject *given)
{
    Py_ssize_t count = PyTuple_GET_SIZE(given);
    unsigned long long near, far, not_far, not_own, opens;
    PyObject *label;
    ladder->rules = PyMem_Calloc((size_t)count + 1, sizeof(Rule));
    if (ladder->rules == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        Rule *rule = &ladder->rules[i];
        PyObject *one = PyTuple_GET_ITEM(given, i);
        if (!PyTuple_Check(one)
            || !PyArg_ParseTuple(one, "OKKKKKdnnii", &label, &near, &far, &not_far, &not_own, &opens, &rule->linked,
                                 &rule->longer, &rule->shorter, &rule->is_hidden, &rule->has_links)) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_TypeError, "a rule is a tuple");
            return -1;
        }
        *rule = (Rule){label == Py_None ? NULL : Py_NewRef(label), near, far, not_far, not_own, opens, rule->linked,
                       rule->longer, rule->shorter, rule->is_hidden, rule->has_links};
        ladder->rule_count = i + 1;
    }
    return 0;
}

/* Take what opens lines: the words that do, the bits of each, and signs with their bits. */
static int take_openings(Ladder *ladder, PyObject *words, PyObject *bits, PyObject *signs)
{
    Py_ssize_t count = PyTuple_GET_SIZE(words);
    unsigned long long own;
    if (words_init(&ladder->words, words) < 0)
        return -1;
    if (PyTuple_GET_SIZE(bits) != count) {
        PyErr_SetString(PyExc_ValueError, "each word that opens lines has its bits");
        return -1;
    }
    ladder->bits = PyMem_Calloc((size_t)count + 1, sizeof(uint64_t));
    ladder->signs = PyMem_Calloc((size_t)PyTuple_GET_SIZE(signs) + 1, sizeof(Sign));
    if (!ladder->bits || !ladder->signs) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        ladder->bits[i] = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(bits, i));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(signs) && !PyErr_Occurred(); i++) {
        Sign *sign = &ladder->signs[i];
        PyObject *one = PyTuple_GET_ITEM(signs, i);
        if (!PyTuple_Check(one) || !PyArg_ParseTuple(one, "UK", &sign->text, &own)) {
            sign->text = NULL;
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_TypeError, "a sign has its text and its bits");
            return -1;
        }
        Py_INCREF(sign->text);
        sign->bits = own;
        ladder->sign_count = i + 1;
    }
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *ladder_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *rules, *words, *bits, *signs;
    if (!PyArg_ParseTuple(args, "O!O!O!O!:Ladder", &PyTuple_Type, &rules, &PyTuple_Type, &words, &PyTuple_Type, &bits,
                          &PyTuple_Type, &signs))
        return NULL;
    Ladder *ladder = (Ladder *)type->tp_alloc(type, 0);
    if (ladder != NULL && (take_rules(ladder, rules) < 0 || take_openings(ladder, words, bits, signs) < 0))
        Py_CLEAR(ladder);
    return (PyObject *)ladder;
}

static PyMethodDef methods[] = {
    {"climb", climb, METH_O, "The labels of the blocks, and which ones' words must be looked at before."}, {NULL},
};

PyTypeObject LadderType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.Ladder",
    .tp_doc = "Rules, of which the first that fits decides.",
    .tp_basicsize = sizeof(Ladder),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = ladder_free,
    .tp_new = ladder_new,
    .tp_methods = methods,
};
