/* Doubts: which rules on the page as a whole may find something among the blocks that were taken for the article.

   Decides the first conditions of the rules in settle.py and wording.py, each a little more loosely than the rule itself: a
   rule that is left out would find nothing. Refuses to set any block aside; the rules do. Tags, signs, words and lengths are
   handed over by Python. */

#include "doubts.h"

/* The rules, in the order of RULES in settle.py. */
enum {
    NEXT_ARTICLES, WORDING, BOXED, BESIDE, REPEATS, SHOUTED, TRAILING_LINKS, DANGLING, CAPTIONS, KICKERS, HEAD_LINES, NOTES,
    RULES,
};
enum { LAST_BLOCKS = 2 };

static int is_among(PyObject *characters, Py_UCS4 c)
{
    return PyUnicode_FindChar(characters, c, 0, PyUnicode_GET_LENGTH(characters), 1) >= 0;
}

/* Whether a text ends as a sentence does, or with a colon. */
int ends(const Doubts *d, PyObject *text)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    while (size && is_among(d->closing, PyUnicode_READ_CHAR(text, size - 1)))
        size--;
    return size && is_among(d->ends, PyUnicode_READ_CHAR(text, size - 1));
}

/* Whether everything is there that is read of a box and of those around it, up to one that was looked at before. */
static int is_whole(PyObject *given, const PyObject *checked)
{
    for (; given != Py_None && given != checked; given = ((Box *)given)->parent) {
        Box *box = (Box *)given;
        if (!given || !PyObject_TypeCheck(given, &BoxType) || !box->tag || !PyUnicode_Check(box->tag) || !box->parent
            || !box->number || !box->depth || !box->kinds || !box->near_kinds || !box->element)
            return 0;
    }
    return 1;
}

int read_block(PyObject *runs, Py_ssize_t at, Block *block, const Box *checked)
{
    PyObject *given = at >= 0 && at < PyList_GET_SIZE(runs) ? PyList_GET_ITEM(runs, at) : NULL;
    Run *run = (Run *)given;
    if (!given || !PyObject_TypeCheck(given, &RunType) || !run->text || !PyUnicode_Check(run->text) || !run->hidden
        || !run->link_chars || !run->box || run->box == Py_None || !is_whole(run->box, (const PyObject *)checked)) {
        PyErr_SetString(PyExc_TypeError, "these are not the blocks of a page");
        return -1;
    }
    Box *box = (Box *)run->box, *parent = around(box);
    *block = (Block){run, run->text, box, parent ? parent : box, at, PyUnicode_GET_LENGTH(run->text),
                     (double)PyLong_AsSsize_t(run->link_chars)};
    return PyErr_Occurred() ? -1 : 0;
}

/* Whether the first word of a text in lower case is one of some words; -1 with an exception. */
static int opens_with(const Words *words, PyObject *text)
{
    int number = first_word(words, text);
    return number == -2 ? -1 : number >= 0;
}

/* Whether a text ends with a sentence that has a colon and a capital behind it, as before the name in a credit. */
static int may_end_in_credit(const Doubts *d, const Block *b)
{
    if (b->length > d->lengths.caption)
        return 0;
    Py_ssize_t at = PyUnicode_FindChar(b->text, ':', 0, b->length, -1), name = at + 1;
    if (at < 0 || b->length - at <= 2 || b->length - at > d->lengths.name)
        return 0;
    while (name < b->length && Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(b->text, name)))
        name++;
    if (name == b->length || !Py_UNICODE_ISUPPER(PyUnicode_READ_CHAR(b->text, name)))
        return 0;
    for (Py_ssize_t i = 0; i + 1 < at; i++)
        if (PyUnicode_READ_CHAR(b->text, i) == '.' && PyUnicode_READ_CHAR(b->text, i + 1) == ' ')
            return 1;
    return 0;
}

/* Whether the words of a block may say that it is none of the article; -1 with an exception. */
static int may_say(const Page *p, const Block *b)
{
    const Doubts *d = p->doubts;
    const Lengths *most = &d->lengths;
    uint64_t bits = 0;
    if (!b->length)
        return 1;
    Py_UCS4 first = PyUnicode_READ_CHAR(b->text, 0), last = PyUnicode_READ_CHAR(b->text, b->length - 1);
    for (Py_ssize_t i = 0; b->links && b->length <= most->announced && i < b->length && i < most->opener; i++)
        if (is_among(d->announces, PyUnicode_READ_CHAR(b->text, i)))
            return 1;
    if ((Py_UNICODE_ISDECIMAL(last) && is_among(d->complains, first)) || may_end_in_credit(d, b))
        return 1;
    if (b->length > most->phrase) {
        if (b->length <= most->spoken && held(p->needs, b->text, &bits) < 0)
            return -1;
        return (bits & d->sure) != 0;
    }
    if (last == ')' || last == ']' || is_among(d->invisible, first))
        return 1;
    int holds = holds_phrase(p->needs, b->text, d->root, d->phrases);
    if (holds)
        return holds;
    if (b->length < most->credit && PyUnicode_FindChar(b->text, 0xA9, 0, b->length, 1) >= 0)
        return 1;
    return opens_with(&d->credits, b->text);
}

/* The numbers of the blocks whose words may say that they are none of the article; NULL with an exception. */
static PyObject *worded(const Page *p)
{
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found && i < p->count; i++) {
        int says = may_say(p, &p->blocks[i]);
        PyObject *number = says > 0 ? PyLong_FromSsize_t(p->blocks[i].at) : NULL;
        if (says < 0 || (says && (number == NULL || PyList_Append(found, number) < 0)))
            Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}

static int boxed(const Page *p)
{
    uint64_t kinds = 0;
    for (Py_ssize_t i = 0; i < p->count; i++)
        kinds |= PyLong_AsUnsignedLongLong(p->blocks[i].box->kinds) | PyLong_AsUnsignedLongLong(p->blocks[i].parent->kinds);
    return PyErr_Occurred() ? -1 : (kinds & p->doubts->boxed) != 0;
}

static int shouted(const Page *p)
{
    for (Py_ssize_t i = 0; i < p->count; i++) {
        const Block *b = &p->blocks[i];
        if (is_link(p->doubts, b) && b->length > p->doubts->lengths.shout_from && b->length < p->doubts->lengths.shout_to)
            return 1;
    }
    return 0;
}

static int dangling(const Page *p)
{
    const Block *last = &p->blocks[p->count - 1];
    if (p->count < LAST_BLOCKS || last->length > p->doubts->lengths.heading || ends(p->doubts, last->text))
        return 0;
    return PySet_Contains(p->doubts->headings, last->box->tag);
}

/* A line with a number that is no sentence. */
static int head_lines(const Page *p)
{
    const Doubts *d = p->doubts;
    for (Py_ssize_t i = 0; i < p->count; i++) {
        const Block *b = &p->blocks[i];
        int is_line = b->length <= (i ? d->lengths.heading : d->lengths.phrase);
        if (is_line && i)
            is_line = PySet_Contains(d->line_tags, b->box->tag);
        if (is_line < 0)
            return -1;
        for (Py_ssize_t j = 0; is_line && j < b->length; j++)
            if (Py_UNICODE_ISDECIMAL(PyUnicode_READ_CHAR(b->text, j))) {
                if (!ends(d, b->text))
                    return 1;
                break;
            }
    }
    return 0;
}

static int is_note(const Page *p, const Block *b, int is_last)
{
    if (b->length > p->doubts->lengths.note)
        return 0;
    int found = opens_with(&p->doubts->corrections, b->text);
    for (Py_ssize_t i = 0; is_last && !found && i < PyTuple_GET_SIZE(p->names); i++)
        found = PyUnicode_Check(PyTuple_GET_ITEM(p->names, i))
            ? (int)PyUnicode_Tailmatch(b->text, PyTuple_GET_ITEM(p->names, i), 0, PY_SSIZE_T_MAX, -1) : 1;
    if (is_last && !found)
        found = holds_phrase(p->needs, b->text, p->doubts->root, p->doubts->phrases);
    return found;
}

static int notes(const Page *p)
{
    int found = is_note(p, &p->blocks[0], 0);
    for (Py_ssize_t i = p->count > LAST_BLOCKS ? p->count - LAST_BLOCKS : 0; !found && i < p->count; i++)
        found = is_note(p, &p->blocks[i], 1);
    return found;
}

/* The rules that may find something, a bit each; -1 with an exception. */
static int rules_for(const Page *p, int is_worded)
{
    const Block *last = &p->blocks[p->count - 1];
    int is_linked = p->count > 1 && is_link(p->doubts, last) && !ends(p->doubts, last->text), mask = 0;
    int found[RULES] = {
        [NEXT_ARTICLES] = next_articles(p), [WORDING] = is_worded, [BOXED] = boxed(p), [BESIDE] = beside(p),
        [REPEATS] = repeats(p), [SHOUTED] = shouted(p), [TRAILING_LINKS] = is_linked, [DANGLING] = dangling(p),
        [CAPTIONS] = captions(p), [KICKERS] = p->headline >= 0 && p->blocks[0].at < p->headline,
        [HEAD_LINES] = head_lines(p), [NOTES] = notes(p),
    };
    for (int i = 0; i < RULES; i++) {
        if (found[i] < 0)
            return -1;
        mask |= (found[i] > 0) << i;
    }
    return mask;
}

/* raised(needs, (blocks, those of the article, pictures, headline, names)): the rules that may find something, a bit each, and
   the numbers of the blocks whose words may say that they are none of the article. */
static PyObject *raised(PyObject *self, PyObject *args)
{
    Page p = {.doubts = (const Doubts *)self, .headline = -1};
    PyObject *inside, *headline, *words = NULL, *found = NULL;
    if (!PyArg_ParseTuple(args, "O!(O!O!O!OO!):raised", &NeedsType, &p.needs, &PyList_Type, &p.runs, &PyList_Type, &inside,
                          &PyList_Type, &p.pictures, &headline, &PyTuple_Type, &p.names))
        return NULL;
    if (headline != Py_None && (p.headline = PyLong_AsSsize_t(headline)) < 0) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "blocks are numbered from 0 on");
        return NULL;
    }
    Py_ssize_t count = PyList_GET_SIZE(inside);
    const Box *checked = NULL; /* Most blocks stand beside the one before. */
    int bad = count == 0, mask = -1;
    p.blocks = PyMem_Calloc((size_t)count + 1, sizeof(Block));
    if (p.blocks == NULL)
        return PyErr_NoMemory();
    for (; !bad && p.count < count; p.count++) {
        Py_ssize_t at = PyLong_AsSsize_t(PyList_GET_ITEM(inside, p.count));
        bad = (at < 0 && PyErr_Occurred()) || read_block(p.runs, at, &p.blocks[p.count], checked) < 0;
        if (bad)
            break;
        Py_INCREF(p.blocks[p.count].run);
        checked = p.blocks[p.count].parent;
    }
    if (count == 0)
        PyErr_SetString(PyExc_ValueError, "there are no blocks of an article");
    if (!bad && (words = worded(&p)) != NULL)
        mask = rules_for(&p, PyList_GET_SIZE(words) > 0);
    if (mask >= 0)
        found = Py_BuildValue("(iO)", mask, words);
    Py_XDECREF(words);
    for (Py_ssize_t i = 0; i < p.count; i++)
        Py_DECREF(p.blocks[i].run);
    PyMem_Free(p.blocks);
    return found;
}

static void doubts_free(PyObject *self)
{
    Doubts *d = (Doubts *)self;
    PyObject **kept[] = {&d->headings, &d->heads, &d->no_quotes, &d->holders, &d->line_tags, &d->ends, &d->closing,
                         &d->announces, &d->invisible, &d->complains, &d->article, &d->before, &d->box, &d->names};
    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        Py_CLEAR(*kept[i]);
    words_free(&d->credits);
    words_free(&d->corrections);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *doubts_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *credits, *corrections;
    unsigned long long boxed_kinds, quoted, phrases, sure;
    Doubts *d = (Doubts *)type->tp_alloc(type, 0);
    if (d == NULL)
        return NULL;
    Lengths *l = &d->lengths;
    PyObject *sets[5], *signs[5];
    int bad = !PyArg_ParseTuple(
        args, "(O!O!O!O!O!)(UUUUU)(O!O!)(KKKKi)((nnnnnnnnnnnn)(dd)):Doubts", &PyFrozenSet_Type, &sets[0], &PyFrozenSet_Type,
        &sets[1], &PyFrozenSet_Type, &sets[2], &PyFrozenSet_Type, &sets[3], &PyFrozenSet_Type, &sets[4], &signs[0], &signs[1],
        &signs[2], &signs[3], &signs[4], &PyTuple_Type, &credits, &PyTuple_Type, &corrections, &boxed_kinds, &quoted, &phrases, &sure, &d->root,
        &l->announced, &l->opener, &l->phrase, &l->credit, &l->caption, &l->name, &l->spoken, &l->heading, &l->headline,
        &l->note, &l->shout_from, &l->shout_to, &d->main_share, &d->linked);
    if (!bad) {
        PyObject **to[] = {&d->headings, &d->heads, &d->no_quotes, &d->holders, &d->line_tags};
        PyObject **characters[] = {&d->ends, &d->closing, &d->announces, &d->invisible, &d->complains};
        for (int i = 0; i < 5; i++)
            *to[i] = Py_NewRef(sets[i]);
        for (int i = 0; i < 5; i++)
            *characters[i] = Py_NewRef(signs[i]);
        d->boxed = boxed_kinds;
        d->quoted = quoted;
        d->phrases = phrases;
        d->sure = sure;
        d->article = PyUnicode_InternFromString("article");
        d->before = PyUnicode_InternFromString("before");
        d->box = PyUnicode_InternFromString("box");
        d->names = PyUnicode_InternFromString("names");
        bad = !d->article || !d->before || !d->box || !d->names || words_init(&d->credits, credits) < 0
            || words_init(&d->corrections, corrections) < 0;
    }
    if (bad)
        Py_CLEAR(d);
    return (PyObject *)d;
}

static PyMethodDef methods[] = {
    {"raised", raised, METH_VARARGS, "Which rules may find something, and in which blocks' words."}, {NULL},
};

PyTypeObject DoubtsType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "onrecord._native.Doubts",
    .tp_doc = "What makes rules on the page as a whole look at the blocks of the article.",
    .tp_basicsize = sizeof(Doubts),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = doubts_free,
    .tp_new = doubts_new,
    .tp_methods = methods,
};
