/* Entities: what is written with an ampersand means a character or two.

   Decides it as the HTML standard does; the names are handed over by Python. Refuses to know where they stand. */

#include "spans.h"
#include "tree.h"

enum { SLOTS = 8192, LONGEST = 32, LONGEST_BARE = 6 };

typedef struct {
    char name[LONGEST + 2], means[8];
    unsigned char size, count; /* Of the name without its ampersand, but with its semicolon; of what it means. */
} Entity;

static Entity *table; /* Names end with a semicolon but for some old ones, which have both. */

static Entity *place_of(const char *name, Py_ssize_t size)
{
    uint32_t hash = (uint32_t)size;
    for (Py_ssize_t i = 0; i < size; i++)
        hash = hash * 31 + (unsigned char)name[i];
    for (hash ^= hash >> 13;; hash++) {
        Entity *entity = &table[hash % SLOTS];
        if (!entity->size || (entity->size == size && memcmp(entity->name, name, (size_t)size) == 0))
            return entity;
    }
}

/* Take the names over, each with what it means. */
int entities_init(PyObject *names)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;
    if (table != NULL)
        return 0;
    table = PyDict_GET_SIZE(names) * 2 < SLOTS ? PyMem_Calloc(SLOTS, sizeof(Entity)) : NULL;
    if (table == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    while (PyDict_Next(names, &at, &key, &value)) {
        Py_ssize_t size, count;
        const char *name = PyUnicode_AsUTF8AndSize(key, &size), *means = name ? PyUnicode_AsUTF8AndSize(value, &count) : NULL;
        if (means == NULL)
            return -1;
        if (size < 1 || size > LONGEST + 1 || count > 8) {
            PyErr_SetString(PyExc_ValueError, "an entity has a short name and means one or two characters");
            return -1;
        }
        Entity *entity = place_of(name, size);
        memcpy(entity->name, name, (size_t)size);
        memcpy(entity->means, means, (size_t)count);
        entity->size = (unsigned char)size;
        entity->count = (unsigned char)count;
    }
    return 0;
}

static int written_as_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

/* What numbers from 128 to 159 mean: pages write them as in windows-1252. */
static const unsigned short high_controls[32] = {
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
};

static int digit_of(int c, int is_hex)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return is_hex && lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

static Py_ssize_t numbered(Part text, Py_ssize_t at, char *out, int *count)
{
    Py_ssize_t start = at + 2;
    int is_hex = lower(char_at(text, start)) == 'x';
    start += is_hex;
    uint32_t c = 0;
    Py_ssize_t end = start;
    for (int digit; end < text.size && (digit = digit_of(char_at(text, end), is_hex)) >= 0; end++)
        if (c <= 0x10FFFF)
            c = c * (is_hex ? 16 : 10) + (uint32_t)digit;
    if (end == start)
        return 0;
    if (c >= 0x80 && c < 0xA0)
        c = high_controls[c - 0x80];
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        c = 0xFFFD;
    *count = written_as_utf8(c, out);
    return end + (char_at(text, end) == ';') - at;
}

/* Read the entity whose ampersand stands at `at`: how long it is, 0 where there is none. What it means is put into `out`,
   8 bytes at most. In the value of an attribute, an old name without its semicolon is none before a letter. */
static Py_ssize_t entity(Part text, Py_ssize_t at, int is_value, char *out, int *count)
{
    Py_ssize_t start = at + 1, end = start;
    const Entity *found = NULL;
    if (char_at(text, start) == '#')
        return numbered(text, at, out, count);
    while (end < text.size && end - start <= LONGEST && Py_ISALNUM(text.start[end]))
        end++;
    if (end == start)
        return 0;
    if (char_at(text, end) == ';') {
        found = place_of(text.start + start, end + 1 - start);
        if (found->size)
            end++;
    }
    if (found == NULL || !found->size) {
        Py_ssize_t most = end - start < LONGEST_BARE ? end : start + LONGEST_BARE;
        for (end = most; end - start >= 2 && !(found = place_of(text.start + start, end - start))->size; end--)
            ;
        if (end - start < 2)
            return 0;
        int next = char_at(text, end);
        if (is_value && end < text.size && (next == '=' || Py_ISALNUM(next)))
            return 0;
    }
    memcpy(out, found->means, found->count);
    *count = found->count;
    return end - at;
}

/* Write the characters that a part means; `out` has room for twice its bytes and 8 more ("&nLt;" becomes six bytes). */
Py_ssize_t decode_to(Part part, int is_value, char *out)
{
    char *start = out;
    Py_ssize_t from = 0;
    for (Py_ssize_t at = 0; (at = find_in(part, '&', at)) >= 0;) {
        int count;
        memcpy(out, part.start + from, (size_t)(at - from));
        out += at - from;
        from = at;
        Py_ssize_t size = entity(part, at, is_value, out, &count);
        if (size) {
            out += count;
            from = at += size;
        }
        else
            at++;
    }
    memcpy(out, part.start + from, (size_t)(part.size - from));
    return out + (part.size - from) - start;
}
