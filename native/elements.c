/* Elements: what a start tag tells of all elements that are written with it, worked out once for each.

   Decides the same as Element in elements.py, whose twin this is. Refuses to know any tag or word: what a tag is by its name
   alone, and whether the few elements with a telling word in them are hidden or name an author, is asked of Python.

   A start tag is looked at a small number of times, however it is written. */

#include "elements.h"

/* What a mark is about; the bits are those of elements.MARKS. */
enum { MARKS_HIDDEN = 1, MARKS_AUTHOR = 2, MARKS_ITEM = 4 };

static int marks_init(Maker *maker, PyObject *marks)
{
    Py_ssize_t count = PyTuple_GET_SIZE(marks);
    if (count > MOST_MARKS) {
        PyErr_SetString(PyExc_ValueError, "too many marks");
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        int bit;
        Part *mark = &maker->mark[i];
        if (!PyTuple_Check(PyTuple_GET_ITEM(marks, i))) {
            PyErr_SetString(PyExc_TypeError, "a mark is a word and a bit");
            return -1;
        }
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(marks, i), "s#i", &mark->start, &mark->size, &bit))
            return -1;
        if (mark->size < 2 || bit < 1 || bit > 255) {
            PyErr_SetString(PyExc_ValueError, "a mark is a word and a bit");
            return -1;
        }
        maker->about[i] = (unsigned char)bit;
        uint32_t *const tables[] = {maker->first, maker->second, maker->third};
        for (int place = 0; place < 3 && place < mark->size; place++) {
            unsigned char small = (unsigned char)mark->start[place];
            tables[place][small] |= (uint32_t)1 << i;
            tables[place][(unsigned char)Py_TOUPPER(small)] |= (uint32_t)1 << i;
        }
        for (int c = 0; mark->size == 2 && c < 256; c++)
            maker->third[c] |= (uint32_t)1 << i;
    }
    maker->marks = Py_NewRef(marks);
    return 0;
}

/* Take what elements.py hands over: the class, the functions to ask, the marks, and the meanings of names. */
int maker_init(Maker *maker, PyObject *const *given)
{
    PyObject *functions = given[1];
    if (!PyType_Check(given[0]) || !PyType_IsSubtype((PyTypeObject *)given[0], &ElementType) || !PyTuple_Check(functions)
        || PyTuple_GET_SIZE(functions) != 4 || !PyTuple_Check(given[2]) || !PyObject_TypeCheck(given[3], &MeaningsType)) {
        PyErr_SetString(PyExc_TypeError, "elements are made of a class, four functions, marks and meanings");
        return -1;
    }
    if (marks_init(maker, given[2]) < 0)
        return -1;
    maker->nature_of = Py_NewRef(PyTuple_GET_ITEM(functions, 0));
    maker->is_hidden = Py_NewRef(PyTuple_GET_ITEM(functions, 1));
    maker->names_author = Py_NewRef(PyTuple_GET_ITEM(functions, 2));
    maker->look_up = Py_NewRef(PyTuple_GET_ITEM(functions, 3));
    maker->meanings = Py_NewRef(given[3]);
    maker->element = (PyTypeObject *)Py_NewRef(given[0]);
    return 0;
}

void maker_free(Maker *maker)
{
    Py_CLEAR(maker->element);
    Py_CLEAR(maker->nature_of);
    Py_CLEAR(maker->is_hidden);
    Py_CLEAR(maker->names_author);
    Py_CLEAR(maker->look_up);
    Py_CLEAR(maker->meanings);
    Py_CLEAR(maker->marks);
    for (int i = 0; i < AT_HAND; i++)
        Py_CLEAR(maker->at_hand[i].nature);
}

/* What those marks are about that stand in full where they begin. */
static int marks_at(const Maker *maker, Part written, Py_ssize_t at, uint32_t begun)
{
    int found = 0;
    for (int n = 0; begun; n++, begun >>= 1) {
        const Part *mark = &maker->mark[n];
        Py_ssize_t i = 2;
        if (!(begun & 1) || mark->size > written.size - at)
            continue;
        while (i < mark->size && (char)Py_TOLOWER((unsigned char)written.start[at + i]) == mark->start[i])
            i++;
        if (i == mark->size)
            found |= maker->about[n];
    }
    return found;
}

/* What the marks are about that a start tag holds, in letters of any size. */
static int marks_in(const Maker *maker, Part written)
{
    int found = 0;
    uint32_t one = 0, two = 0; /* The marks of which the first letter was met last, or the first two. */
    for (Py_ssize_t at = 0; at < written.size; at++) {
        unsigned char c = (unsigned char)written.start[at];
        uint32_t three = two & maker->third[c];
        two = one & maker->second[c];
        one = maker->first[c];
        if (three)
            found |= marks_at(maker, written, at - 2, three);
    }
    return two ? found | marks_at(maker, written, written.size - 2, two) : found;
}

/* Whether a part holds one of the two letters of which the small form is, or begins with, an ASCII letter: the sign of kelvin
   and the dotted capital I. */
static int has_odd_letter(Part written)
{
    for (Py_ssize_t at = 0; at + 1 < written.size; at++) {
        const unsigned char *c = (const unsigned char *)written.start + at;
        if ((c[0] == 0xC4 && c[1] == 0xB0) || (c[0] == 0xE2 && c[1] == 0x84 && at + 2 < written.size && c[2] == 0xAA))
            return 1;
    }
    return 0;
}

/* Whether a function of a tag and its attributes, or of its attributes alone, says yes; -1 with an exception. */
static int says_yes(PyObject *function, Element *element, Part written, int with_tag)
{
    if (element->attributes == NULL && (element->attributes = attributes_in(written)) == NULL)
        return -1;
    PyObject *said = with_tag ? PyObject_CallFunctionObjArgs(function, element->tag, element->attributes, NULL)
                              : PyObject_CallOneArg(function, element->attributes);
    int yes = said ? PyObject_IsTrue(said) : -1;
    Py_XDECREF(said);
    return yes;
}

/* The property of an item, in lower case. */
static PyObject *item_of(Element *element, Part written)
{
    if (element->attributes == NULL && (element->attributes = attributes_in(written)) == NULL)
        return NULL;
    PyObject *name = PyUnicode_FromString("itemprop");
    PyObject *item = name ? PyDict_GetItemWithError(element->attributes, name) : NULL; /* Borrowed. */
    Py_XDECREF(name);
    if (item == NULL)
        return PyErr_Occurred() ? NULL : PyUnicode_New(0, 0);
    return PyObject_CallMethod(item, "lower", NULL);
}

static int is_name(Part name, const char *sought)
{
    return (Py_ssize_t)strlen(sought) == name.size && memcmp(name.start, sought, (size_t)name.size) == 0;
}

/* Find the names of an element among its attributes; `text` keeps those that had to be read. -1 with an exception. */
static int names_in(Part written, Part *given, Text *text)
{
    static const char *const names[] = {NULL, "class", "id", "itemprop", "role", "rel"};
    enum { REL = NAMES_GIVEN };
    Part found[NAMES_GIVEN + 1] = {{NULL, 0}}, name, value;
    for (Py_ssize_t at = 0; attribute_at(written, &at, &name, &value);)
        for (int i = NAME_CLASS; i <= REL; i++)
            if (is_name(name, names[i]))
                found[i] = value;
    if (found[NAME_ROLE].size == 0)
        found[NAME_ROLE] = found[REL];
    for (int i = NAME_CLASS; i < NAMES_GIVEN; i++) {
        given[i] = found[i];
        if (find_in(found[i], '&', 0) < 0)
            continue;
        /* There is room for all of the tag, so that what was read before stays where it is. */
        if (text_reserve(text, text->count ? found[i].size : written.size) < 0)
            return -1;
        Py_ssize_t before = text->count;
        if (text_add(text, found[i], 1) < 0)
            return -1;
        given[i] = (Part){text->chars + before, text->count - before};
    }
    return 0;
}

/* Note the known words in the names of an element, and its kinds, if it is of a sort that has any. */
static int note_meanings(const Maker *maker, Element *element, Part written, int is_box)
{
    Part given[NAMES_GIVEN] = {{NULL, 0}};
    Py_ssize_t space = find_in(written, ' ', 0);
    Text text = {0};
    Meant meant;
    given[NAME_TAG] = part_of(written, 0, space < 0 ? written.size : space);
    int bad = (space >= 0 && names_in(written, given, &text) < 0) || meanings_of(maker->meanings, given, &meant) < 0;
    text_free(&text);
    if (bad)
        return -1;
    element->kinds = is_box ? PyLong_FromUnsignedLongLong(meant.kinds) : PyLong_FromLong(0);
    return element->kinds ? element_words(element, meant.words, meant.count) : -1;
}

/* Look closer at an element that may be hidden, a note or an author's name. Returns what it does then; -1 with an exception. */
static int look_closer(const Maker *maker, Element *element, Part written, int marks, int code)
{
    int noted = PyUnicode_GET_LENGTH(element->tag) < PyUnicode_GET_LENGTH(element->written), yes = 0;
    if (marks & MARKS_HIDDEN && (yes = says_yes(maker->is_hidden, element, written, 1)))
        return yes < 0 ? -1 : HIDDEN;
    if (code == BOX || code == STRONG)
        return code;
    noted = noted || PyUnicode_CompareWithASCIIString(element->tag, "time") == 0;
    if (marks & MARKS_AUTHOR && (yes = says_yes(maker->names_author, element, written, 0)) < 0)
        return -1;
    Py_SETREF(element->noted, PyBool_FromLong(noted));
    Py_SETREF(element->names_author, PyBool_FromLong(yes));
    return code == PLAIN && noted ? NOTED : code;
}

/* What a tag is by its name alone, with a reference. */
static PyObject *nature_of(Maker *maker, Part tag)
{
    const unsigned char *c = (const unsigned char *)tag.start;
    unsigned at = (c[0] * 31u + c[tag.size - 1] * 7u + (unsigned)tag.size) % AT_HAND;
    int is_short = tag.size <= LONGEST_AT_HAND;
    if (is_short && maker->at_hand[at].size == tag.size && memcmp(maker->at_hand[at].name, c, (size_t)tag.size) == 0)
        return Py_NewRef(maker->at_hand[at].nature);
    PyObject *name = string_of(tag), *nature = name ? PyObject_CallOneArg(maker->nature_of, name) : NULL;
    Py_XDECREF(name);
    if (nature != NULL && is_short) {
        memcpy(maker->at_hand[at].name, c, (size_t)tag.size);
        maker->at_hand[at].size = (unsigned char)tag.size;
        Py_XSETREF(maker->at_hand[at].nature, Py_NewRef(nature));
    }
    return nature;
}

/* Fill in what the tag is by its name alone: tag, what it does, level, whether it is void, whether it stands in a line. */
static int fill_nature(Maker *maker, Element *element, Part tag)
{
    PyObject *nature = nature_of(maker, tag);
    PyObject **fields[] = {&element->tag, &element->code, &element->level, &element->is_void, &element->in_line};
    int bad = nature == NULL || !PyTuple_Check(nature) || PyTuple_GET_SIZE(nature) != 5;
    for (int i = 0; !bad && i < 5; i++)
        *fields[i] = Py_NewRef(PyTuple_GET_ITEM(nature, i));
    bad = bad || !PyUnicode_Check(element->tag) || !PyLong_Check(element->code);
    Py_XDECREF(nature);
    if (bad && !PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "what a tag is are five things");
    return bad ? -1 : 0;
}

static int fill_in(Maker *maker, Element *element, Part written)
{
    Py_ssize_t space = find_in(written, ' ', 0);
    int marks = space < 0 ? 0 : marks_in(maker, written);
    element->look_up = Py_NewRef(maker->look_up);
    element->noted = Py_NewRef(Py_False);
    element->names_author = Py_NewRef(Py_False);
    if (fill_nature(maker, element, part_of(written, 0, space < 0 ? written.size : space)) < 0)
        return -1;
    int code = (int)PyLong_AsLong(element->code);
    element->item = marks & MARKS_ITEM ? item_of(element, written) : PyUnicode_New(0, 0);
    if (element->item == NULL || PyErr_Occurred())
        return -1;
    if (code != PLAIN && code != STRONG && code != LINK && code != BOX) {
        element->kinds = PyLong_FromLong(0);
        return element->kinds ? 0 : -1;
    }
    code = look_closer(maker, element, written, marks, code);
    if (code < 0)
        return -1;
    Py_SETREF(element->code, PyLong_FromLong(code));
    return element->code ? note_meanings(maker, element, written, code == BOX || code == HIDDEN) : -1;
}

PyObject *element_of(Maker *maker, Part written)
{
    if (maker->element == NULL || written.size == 0 || !Py_ISALPHA(written.start[0]))
        return NULL;
    PyObject *string = string_of(written);
    if (string == NULL || (!PyUnicode_IS_ASCII(string) && has_odd_letter(written))) {
        Py_XDECREF(string);
        return NULL;
    }
    Element *element = (Element *)maker->element->tp_alloc(maker->element, 0);
    if (element == NULL) {
        Py_DECREF(string);
        return NULL;
    }
    /* Nothing that an element holds leads back to it, and there are thousands: the garbage collector need not look at them. */
    if (PyObject_IS_GC((PyObject *)element))
        PyObject_GC_UnTrack(element);
    element->written = string;
    if (fill_in(maker, element, written) < 0)
        Py_CLEAR(element);
    return (PyObject *)element;
}
