/* What the rooms of start tags share: what the names of an element speak of, and how an element is made.

   Decides nothing. Refuses to be included by any other room. */

#ifndef ONRECORD_ELEMENTS_H
#define ONRECORD_ELEMENTS_H

#include "onrecord.h"

enum { MOST_NAMES = 40, MOST_MEANT = MOST_NAMES + 3, MOST_MARKS = 32, AT_HAND = 64, LONGEST_AT_HAND = 15 };

/* What tells of an element what it is for: its tag, class, id, property, and role. What is not there is empty. */
typedef enum { NAME_TAG, NAME_CLASS, NAME_ID, NAME_ITEM, NAME_ROLE, NAMES_GIVEN } NameGiven;

/* The numbers of the known words, some of them perhaps twice, and the kinds of box, a bit each. */
typedef struct {
    uint16_t words[MOST_MEANT];
    int count;
    uint64_t kinds;
} Meant;

/* Work out what names in UTF-8 speak of; -1 with an exception. */
int meanings_of(PyObject *meanings, const Part *given, Meant *meant);

/* What Python hands over once, so that elements can be made without asking it. */
typedef struct {
    PyTypeObject *element; /* NULL where nothing was handed over. */
    PyObject *nature_of, *is_hidden, *names_author, *look_up, *meanings;
    /* Words in small letters, each with what it is about, and which of them have a letter as their first, second and third. */
    PyObject *marks;
    Part mark[MOST_MARKS];
    unsigned char about[MOST_MARKS];
    uint32_t first[256], second[256], third[256];
    /* What some tags are by their names alone, those that were met last. */
    struct {
        char name[LONGEST_AT_HAND];
        unsigned char size;
        PyObject *nature;
    } at_hand[AT_HAND];
} Maker;

int maker_init(Maker *maker, PyObject *const *given);
void maker_free(Maker *maker);

/* Make the element of a start tag that is written so, with a reference; NULL where Python is to be asked, or with an exception. */
PyObject *element_of(Maker *maker, Part written);

#endif
