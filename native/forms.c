/* Forms: a line is taken apart into its words as they are compared, and the known ones among them are noted.

   Decides the same as forms_in in phrases.py, whose twin this is. Refuses to know which characters are letters, and what becomes
   of them: that is asked for each character once. Most of the time of all look at phrases is spent here. */

#include "needs.h"

/* Ask Python what becomes of a character that is first met. */
uint32_t asked(Needs *n, Py_UCS4 c)
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

static void note_word(Line *line, int number, Py_UCS4 first_letter)
{
    if (line->is_first) {
        line->is_first = 0;
        line->opens_with_number = Py_UNICODE_ISDIGIT(first_letter);
    }
    if (line->tokens) {
        line->digits[line->token_count] = Py_UNICODE_ISDIGIT(first_letter) != 0;
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
    unsigned hash = line->hash;
    if (!count)
        return;
    int is_known = count <= line->longest && n->hints[hash % HINTS / 8] >> hash % 8 & 1;
    note_word(line, is_known ? word_number(&n->known, line->letters, count) : -1, line->letters[0]);
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

/* Words of no more than eight letters, each of one byte, are packed into a number, and found by it. */
#define IS_NARROW(meaning) ((meaning) - BETWEEN - 1 < 256 - BETWEEN - 1)
#define HASH_OF(key) ((key) * 0x9E3779B97F4A7C15u)
#define HINT_OF(hash) ((hash) >> 48)

static inline int packed_word(const Needs *n, uint64_t key)
{
    uint64_t hash = HASH_OF(key);
    if (!(n->hints[HINT_OF(hash) / 8] >> HINT_OF(hash) % 8 & 1))
        return -1;
    unsigned at = (unsigned)(hash >> 32) & n->packed_mask;
    while (n->packed[at] != key) {
        if (!n->packed[at])
            return -1;
        at = (at + 1) & n->packed_mask;
    }
    return n->packed_words[at];
}

/* Pack the known words that are so short; -1 with an exception. */
int pack_words(Needs *n)
{
    const Words *known = &n->known;
    unsigned slots = 4;
    while (slots < 2u * (unsigned)known->count)
        slots *= 2;
    n->packed = PyMem_Calloc(slots, sizeof(uint64_t));
    n->packed_words = PyMem_Calloc(slots, sizeof(uint16_t));
    if (!n->packed || !n->packed_words) {
        PyErr_NoMemory();
        return -1;
    }
    n->packed_mask = slots - 1;
    for (int word = 0; word < known->count; word++) {
        const Py_UCS4 *letters = known->letters + known->starts[word];
        int count = known->starts[word + 1] - known->starts[word], is_narrow = count > 0 && count <= 8;
        unsigned hash = WORD_HASH;
        uint64_t key = 0;
        for (int i = 0; i < count; i++) {
            hash = (hash ^ letters[i]) * 16777619u;
            key = key << 8 | letters[i];
            is_narrow &= IS_NARROW(letters[i]);
        }
        n->hints[hash % HINTS / 8] |= (unsigned char)(1 << hash % 8);
        if (!is_narrow)
            continue;
        n->hints[HINT_OF(HASH_OF(key)) / 8] |= (unsigned char)(1 << HINT_OF(HASH_OF(key)) % 8);
        unsigned at = (unsigned)(HASH_OF(key) >> 32) & n->packed_mask;
        while (n->packed[at])
            at = (at + 1) & n->packed_mask;
        n->packed[at] = key;
        n->packed_words[at] = (uint16_t)word;
    }
    return 0;
}

/* One loop for each width of characters. Any word that cannot be packed is put together letter by letter. */
#define TAKE_ALL(type)                                                      \
    for (const type *c = PyUnicode_DATA(text), *end = c + size; c < end;) { \
        const type *start = c;                                              \
        uint64_t key = 0;                                                   \
        uint32_t meaning = n->meanings[*c];                                 \
        while (IS_NARROW(meaning)) {                                        \
            key = key << 8 | meaning;                                       \
            meaning = ++c < end ? n->meanings[*c] : BETWEEN;                \
        }                                                                   \
        if (meaning == BETWEEN && c - start <= 8) {                         \
            if (c++ > start)                                                \
                note_word(line, packed_word(n, key), n->meanings[*start]);  \
            continue;                                                       \
        }                                                                   \
        for (; start < c; start++)                                          \
            add_letter(line, n->meanings[*start]);                          \
        for (; c < end && meaning != BETWEEN; c++)                          \
            if (take_other(n, line, *c, meaning = n->meanings[*c]) < 0)     \
                return -1;                                                  \
        end_word(n, line);                                                  \
    }

/* Take all words of a line; -1 with an exception. */
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

/* count_words(line, most): how many words a line has, counted up to `most`. */
PyObject *count_words(PyObject *self, PyObject *args)
{
    Needs *n = (Needs *)self;
    PyObject *text;
    Py_ssize_t most, count = 0;
    int inside = 0;
    if (!PyArg_ParseTuple(args, "Un:count_words", &text, &most))
        return NULL;
    for (Py_ssize_t i = 0, size = PyUnicode_GET_LENGTH(text), kind = PyUnicode_KIND(text); i < size && count < most; i++) {
        Py_UCS4 c = PyUnicode_READ((int)kind, PyUnicode_DATA(text), i);
        uint32_t meaning = meaning_of(n, c);
        if (meaning == UNKNOWN)
            return NULL;
        int is_word = meaning & ALONE && !(meaning & SEVERAL);
        count += is_word || (meaning != BETWEEN && !inside);
        inside = meaning != BETWEEN && !is_word;
    }
    return PyLong_FromSsize_t(count);
}
