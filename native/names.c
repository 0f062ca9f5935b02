/* Names: the elements that have rules of their own, and how a name is found among them.

   Decides nothing: the kinds are those of the HTML standard. Refuses to know where an element stands. */

#include "tree.h"

#define AS_KINDS(name, kinds) kinds,
#define AS_NAME(name, kinds) #name,
const unsigned short kinds_of_names[N_COUNT] = {0, NAMES(AS_KINDS)};
const char *const names[N_COUNT] = {"", NAMES(AS_NAME)};

enum { SLOTS = 512, LONGEST = 15 };

static unsigned slot_of(const char *name, Py_ssize_t size)
{
    unsigned hash = (unsigned)size;
    for (Py_ssize_t i = 0; i < size; i++)
        hash = hash * 33 + (unsigned char)name[i];
    return hash;
}

/* The number of a name in lower case. */
int number_of(Part name)
{
    static unsigned char slots[SLOTS], sizes[N_COUNT];
    if (!sizes[N_a])
        for (int i = 1; i < N_COUNT; i++) {
            unsigned slot = slot_of(names[i], (Py_ssize_t)strlen(names[i]));
            while (slots[slot % SLOTS])
                slot++;
            slots[slot % SLOTS] = (unsigned char)i;
            sizes[i] = (unsigned char)strlen(names[i]);
        }
    if (name.size > LONGEST)
        return N_OTHER;
    for (unsigned slot = slot_of(name.start, name.size);; slot++) {
        int i = slots[slot % SLOTS];
        if (!i || (sizes[i] == name.size && memcmp(names[i], name.start, (size_t)name.size) == 0))
            return i;
    }
}
