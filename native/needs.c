/* Needs: which lists of phrases may hold one that stands in a line: those of which the line has all the words, in any order.

   Decides the same as _held in phrases.py, whose twin this is. Refuses to know the order of the words, and what a phrase means.
   A line is taken apart once for all lists, and what was found is kept for as long as other finders may look at the line. */

#include "needs.h"

/* Ask Python what becomes of a character that is first met. */
static uint32_t asked(Needs *n, Py_UCS4 c)
{
    PyObject *form = PyObject_CallFunction(n->form_of, "C", (int)c);
    uint32_t meaning = 0;
    if (form == NULL || !PyUnicode_Check(form))
        goto bad;
    Py_ssize_t size = PyUnicode_GET_LENGTH(form);
    if (size == 1 && PyUnicode_READ_CHAR(form, 0) != ' ')
        meaning = PyUnicode_READ_CHAR(form, 0);
    else if (size == 3 && PyUnicode_READ_CHAR(form, 0) == ' ' && PyUnicode_READ_CHAR(form, 2) == ' ')
        meaning = PyUnicode_READ_CHAR(form, 1) | ALONE;
    else if (size < 1 || PyUnicode_READ_CHAR(form, 0) == ' ')
        meaning = BETWEEN;
    else if (PyList_Append(n->forms, form) == 0)
        meaning = (uint32_t)(PyList_GET_SIZE(n->forms) - 1) | SEVERAL;
bad:
    if (form != NULL && meaning == 0 && !PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "the form of a character is a text");
    Py_XDECREF(form);
    n->meanings[c] = meaning;
    return meaning;
}

/* Whether the letters of a word, so many with this hash, may be those of a known one. */
#define MAY_BE_KNOWN(count, hash) ((count) <= line->longest && n->hints[(hash) % HINTS / 8] >> (hash) % 8 & 1)

/* Take a word: its first letters (none beyond the longest known word), how many it has, and their hash. */
static void take_word(const Needs *n, Line *line, const Py_UCS4 *letters, Py_ssize_t count, unsigned hash)
{
    int number = MAY_BE_KNOWN(count, hash) ? hashed_word(&n->known, letters, count, hash ^ hash >> 15) : -1;
    if (line->tokens) {
        line->digits[line->token_count] = Py_UNICODE_ISDIGIT(letters[0]) != 0;
        line->tokens[line->token_count++] = number;
        return;
    }
    if (number < 0 || line->met[number / 64] >> number % 64 & 1)
        return;
    line->met[number / 64] |= (uint64_t)1 << number % 64;
    if (line->distinct_count < 512)
        line->distinct[line->distinct_count] = number;
    line->distinct_count++;
}

static void end_word(const Needs *n, Line *line)
{
    int count = line->count;
    if (!count)
        return;
    if (line->is_first) {
        line->is_first = 0;
        line->opens_with_number = Py_UNICODE_ISDIGIT(line->letters[0]);
    }
    take_word(n, line, line->letters, count, line->hash);
    line->count = 0;
    line->hash = WORD_HASH;
}

static inline void add_letter(Line *line, Py_UCS4 c)
{
    if (line->count <= line->longest) {
        line->letters[line->count++] = c;
        line->hash = (line->hash ^ c) * 16777619u;
    }
}

static uint64_t lists_of(const Needs *n, const Line *line, int word)
{
    uint64_t bits = 0;
    for (int p = n->first_of[word]; p >= 0; p = n->phrases[p].next) {
        const Phrase *phrase = &n->phrases[p];
        const int *others = n->others + phrase->others;
        int i = 0;
        while (i < phrase->count && line->met[others[i] / 64] >> others[i] % 64 & 1)
            i++;
        if (i == phrase->count)
            bits |= phrase->bits;
    }
    return bits;
}

/* Take a character that is no plain letter of the form that is compared; -1 with an exception. */
static int take_other(Needs *n, Line *line, Py_UCS4 c, uint32_t meaning)
{
    if (meaning == UNKNOWN && (meaning = asked(n, c)) == UNKNOWN)
        return -1;
    if (meaning == BETWEEN)
        end_word(n, line);
    else if (meaning & ALONE) {
        end_word(n, line);
        add_letter(line, meaning & ~ALONE);
        end_word(n, line);
    }
    else if (meaning & SEVERAL) {
        PyObject *form = PyList_GET_ITEM(n->forms, (Py_ssize_t)(meaning & ~SEVERAL));
        for (Py_ssize_t j = 0; j < PyUnicode_GET_LENGTH(form); j++)
            add_letter(line, PyUnicode_READ_CHAR(form, j));
    }
    else
        add_letter(line, meaning);
    return 0;
}

#define IS_LETTER(meaning) ((meaning) - BETWEEN - 1 < SEVERAL - BETWEEN - 1)

/* One loop for each width of characters: most of the time of the whole room is spent in it. A word of plain letters is
   looked at in its place; any other is put together letter by letter. */
#define TAKE_ALL(type)                                                                          \
    for (const type *c = PyUnicode_DATA(text), *end = c + size; c < end;) {                     \
        const type *start = c;                                                                  \
        unsigned hash = WORD_HASH;                                                              \
        uint32_t meaning = n->meanings[*c];                                                     \
        while (IS_LETTER(meaning)) {                                                            \
            hash = (hash ^ meaning) * 16777619u;                                                \
            meaning = ++c < end ? n->meanings[*c] : BETWEEN;                                    \
        }                                                                                       \
        if (meaning == BETWEEN) {                                                               \
            if (c > start && (line->tokens || line->is_first || MAY_BE_KNOWN(c - start, hash))) \
                for (; start < c; start++)                                                      \
                    add_letter(line, n->meanings[*start]);                                      \
            c++;                                                                                \
        }                                                                                       \
        else {                                                                                  \
            for (; start < c; start++)                                                          \
                add_letter(line, n->meanings[*start]);                                          \
            for (; c < end && meaning != BETWEEN; c++)                                          \
                if (take_other(n, line, *c, meaning = n->meanings[*c]) < 0)                     \
                    return -1;                                                                  \
        }                                                                                       \
        end_word(n, line);                                                                      \
    }

int take_all(Needs *n, PyObject *text, Line *line)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND:
        TAKE_ALL(Py_UCS1)
        break;
    case PyUnicode_2BYTE_KIND:
        TAKE_ALL(Py_UCS2)
        break;
    default:
        TAKE_ALL(Py_UCS4)
    }
    end_word(n, line);
    return 0;
}

void start_line(const Needs *n, Line *line)
{
    memset(line->met, 0, ((size_t)n->known.count + 63) / 64 * 8);
    line->hash = WORD_HASH;
    line->count = line->distinct_count = line->opens_with_number = 0;
    line->longest = n->known.longest;
    line->is_first = 1;
    line->tokens = NULL;
    line->digits = NULL;
    line->token_count = 0;
}

/* The lists that may hold a phrase of this line, a bit each; -1 with an exception. */
static int look(Needs *n, PyObject *text, uint64_t *bits)
{
    Line line;
    start_line(n, &line);
    if (take_all(n, text, &line) < 0)
        return -1;
    *bits = line.opens_with_number ? n->of_numbers : 0;
    if (line.distinct_count <= 512)
        for (int i = 0; i < line.distinct_count; i++)
            *bits |= lists_of(n, &line, line.distinct[i]);
    else
        for (int word = 0; word < n->known.count; word++)
            if (line.met[word / 64] >> word % 64 & 1)
                *bits |= lists_of(n, &line, word);
    return 0;
}

int held(Needs *n, PyObject *text, uint64_t *bits)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a line is a text");
        return -1;
    }
    uintptr_t place = (uintptr_t)text / 16;
    Kept *kept = &n->kept[(place ^ place / KEPT) % KEPT];
    if (kept->text == text) {
        *bits = kept->bits;
        return 0;
    }
    if (look(n, text, bits) < 0)
        return -1;
    if (PyUnicode_GET_LENGTH(text) <= LONGEST_KEPT) {
        kept->bits = *bits;
        Py_XSETREF(kept->text, Py_NewRef(text));
    }
    return 0;
}

static PyObject *py_held(PyObject *self, PyObject *text)
{
    uint64_t bits;
    return held((Needs *)self, text, &bits) < 0 ? NULL : PyLong_FromUnsignedLongLong(bits);
}

/* lines_for(bits, lines): for each list the numbers of the lines that may hold one of its phrases. */
static PyObject *lines_for(PyObject *self, PyObject *args)
{
    enum { MOST_LISTS = 64 };
    PyObject *given, *lines;
    uint64_t own[MOST_LISTS], sought = 0, bits;
    if (!PyArg_ParseTuple(args, "O!O!:lines_for", &PyTuple_Type, &given, &PyList_Type, &lines))
        return NULL;
    Py_ssize_t lists = PyTuple_GET_SIZE(given);
    if (lists > MOST_LISTS) {
        PyErr_SetString(PyExc_ValueError, "there are no more lists than bits");
        return NULL;
    }
    PyObject *found = PyList_New(lists);
    for (Py_ssize_t j = 0; found && j < lists; j++) {
        PyObject *numbers = PyList_New(0);
        own[j] = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(given, j));
        sought |= own[j];
        if (numbers == NULL || PyErr_Occurred()) {
            Py_XDECREF(numbers);
            Py_CLEAR(found);
        }
        else
            PyList_SET_ITEM(found, j, numbers);
    }
    for (Py_ssize_t i = 0; found && i < PyList_GET_SIZE(lines); i++) {
        PyObject *text = Py_NewRef(PyList_GET_ITEM(lines, i));
        int bad = held((Needs *)self, text, &bits) < 0;
        Py_DECREF(text);
        if (!bad && bits & sought) {
            PyObject *number = PyLong_FromSsize_t(i);
            bad = number == NULL;
            for (Py_ssize_t j = 0; !bad && j < lists; j++)
                bad = bits & own[j] && PyList_Append(PyList_GET_ITEM(found, j), number) < 0;
            Py_XDECREF(number);
        }
        if (bad)
            Py_CLEAR(found);
    }
    return found;
}

/* count_words(line, most): how many words a line has, counted up to `most`. */
static PyObject *count_words(PyObject *self, PyObject *args)
{
    Needs *n = (Needs *)self;
    PyObject *text;
    Py_ssize_t most, count = 0;
    int inside = 0;
    if (!PyArg_ParseTuple(args, "Un:count_words", &text, &most))
        return NULL;
    for (Py_ssize_t i = 0, size = PyUnicode_GET_LENGTH(text), kind = PyUnicode_KIND(text); i < size && count < most; i++) {
        Py_UCS4 c = PyUnicode_READ((int)kind, PyUnicode_DATA(text), i);
        uint32_t meaning = n->meanings[c];
        if (meaning == UNKNOWN && (meaning = asked(n, c)) == UNKNOWN)
            return NULL;
        int is_word = meaning & ALONE && !(meaning & SEVERAL);
        count += is_word || (meaning != BETWEEN && !inside);
        inside = meaning != BETWEEN && !is_word;
    }
    return PyLong_FromSsize_t(count);
}

static void needs_free(PyObject *self)
{
    Needs *n = (Needs *)self;
    for (int i = 0; i < KEPT; i++)
        Py_CLEAR(n->kept[i].text);
    words_free(&n->known);
    PyMem_Free(n->phrases);
    PyMem_Free(n->others);
    PyMem_Free(n->first_of);
    tree_free(&n->tree);
    PyMem_RawFree(n->meanings);
    Py_CLEAR(n->form_of);
    Py_CLEAR(n->forms);
    Py_TYPE(self)->tp_free(self);
}

/* Take the phrases: for each the bits of its lists, and the numbers of its words, the rarest first. */
static int take_phrases(Needs *n, PyObject *given)
{
    Py_ssize_t count = PyList_GET_SIZE(given), others = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *phrase = PyList_GET_ITEM(given, i);
        if (!PyTuple_Check(phrase) || PyTuple_GET_SIZE(phrase) < 2) {
            PyErr_SetString(PyExc_TypeError, "a phrase has its lists and its words");
            return -1;
        }
        others += PyTuple_GET_SIZE(phrase);
    }
    n->phrases = PyMem_Calloc((size_t)count + 1, sizeof(Phrase));
    n->others = PyMem_Calloc((size_t)others + 1, sizeof(int));
    n->first_of = PyMem_Malloc(((size_t)n->known.count + 1) * sizeof(int));
    if (!n->phrases || !n->others || !n->first_of) {
        PyErr_NoMemory();
        return -1;
    }
    memset(n->first_of, 0xFF, ((size_t)n->known.count + 1) * sizeof(int));
    others = 0;
    for (int i = 0; i < (int)count; i++) {
        PyObject *given_one = PyList_GET_ITEM(given, i);
        Phrase *phrase = &n->phrases[i];
        phrase->bits = PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(given_one, 0));
        phrase->others = (int)others;
        phrase->count = (int)PyTuple_GET_SIZE(given_one) - 2;
        for (Py_ssize_t j = 1; j < PyTuple_GET_SIZE(given_one); j++) {
            long word = PyLong_AsLong(PyTuple_GET_ITEM(given_one, j));
            if (PyErr_Occurred() || word < 0 || word >= n->known.count) {
                if (!PyErr_Occurred())
                    PyErr_SetString(PyExc_ValueError, "there is no such word");
                return -1;
            }
            if (j == 1) {
                phrase->next = n->first_of[word];
                n->first_of[word] = i;
            }
            else
                n->others[others++] = (int)word;
        }
    }
    return 0;
}

static PyObject *needs_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *words, *phrases, *form_of, *tree;
    unsigned long long of_numbers;
    if (!PyArg_ParseTuple(args, "O!O!KOO!:Needs", &PyTuple_Type, &words, &PyList_Type, &phrases, &of_numbers, &form_of,
                          &PyList_Type, &tree))
        return NULL;
    Needs *n = (Needs *)type->tp_alloc(type, 0);
    if (n == NULL)
        return NULL;
    n->of_numbers = of_numbers;
    n->form_of = Py_NewRef(form_of);
    n->forms = PyList_New(0);
    n->meanings = PyMem_RawCalloc(CODES_IN_ALL, sizeof(uint32_t));
    int bad = !n->forms || !n->meanings || words_init(&n->known, words) < 0;
    if (!bad && (n->known.count > MOST_WORDS || n->known.longest > 62)) {
        PyErr_SetString(PyExc_ValueError, "so many words, or such long ones, are not foreseen");
        bad = 1;
    }
    for (int word = 0; !bad && word < n->known.count; word++) {
        unsigned hash = WORD_HASH;
        for (int i = n->known.starts[word]; i < n->known.starts[word + 1]; i++)
            hash = (hash ^ n->known.letters[i]) * 16777619u;
        n->hints[hash % HINTS / 8] |= (unsigned char)(1 << hash % 8);
    }
    if (bad || take_phrases(n, phrases) < 0 || take_tree(&n->tree, tree, n->known.count) < 0) {
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        Py_CLEAR(n);
    }
    return (PyObject *)n;
}

static PyMethodDef methods[] = {
    {"count_words", count_words, METH_VARARGS, "How many words a line has, up to so many."},
    {"covering", find_covering, METH_VARARGS, "Which of the lines are hardly more than phrases of a list."},
    {"find", find_phrases, METH_VARARGS, "Which phrases of a list stand in the line, and where."},
    {"held", py_held, METH_O, "Which lists may hold a phrase of the line, a bit each."},
    {"lines_for", lines_for, METH_VARARGS, "Which of the lines may hold a phrase of each list."},
    {NULL},
};

PyTypeObject NeedsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.Needs",
    .tp_doc = "The words that phrases need.",
    .tp_basicsize = sizeof(Needs),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = needs_free,
    .tp_new = needs_new,
    .tp_methods = methods,
};
