/* The tree: nodes, the stack of open elements, and where a new node belongs.

   Decides it as the HTML standard does. Refuses to know which tag does what: heads.c, bodies.c and tables.c know that. */

#include "tree.h"

enum { CHUNK = 1 << 16, MOST_OPEN = 1024, MOST_MADE = 60000, MOST_WORK = 50000000 };

struct Chunk {
    Chunk *next;
    char room[];
};

/* Leave the page to lexbor. */
_Noreturn void give_up(Tree *t) { longjmp(t->out, 1); }

static _Noreturn void fail(Tree *t)
{
    t->no_memory = 1;
    longjmp(t->out, 1);
}

/* Memory that lives as long as the tree. */
void *take(Tree *t, size_t size)
{
    size = (size + 7) & ~(size_t)7;
    if (size > t->left) {
        size_t room = size > CHUNK ? size : CHUNK;
        Chunk *chunk = PyMem_RawMalloc(sizeof(Chunk) + room);
        if (chunk == NULL)
            fail(t);
        chunk->next = t->chunks;
        t->chunks = chunk;
        if (room > CHUNK)
            return chunk->room; /* What is left of the chunk before is still good. */
        t->room = chunk->room;
        t->left = room;
    }
    char *taken = t->room;
    t->room += size;
    t->left -= size;
    return taken;
}

/* Room for one more item; 0 where there was enough. */
static void grow(Tree *t, void **items, Py_ssize_t *room, Py_ssize_t count, size_t size)
{
    if (count < *room)
        return;
    void *grown = PyMem_RawRealloc(*items, (size_t)(*room * 2 + 64) * size);
    if (grown == NULL)
        fail(t);
    *items = grown;
    *room = *room * 2 + 64;
}

void push_node(Tree *t, Nodes *nodes, Node *node)
{
    grow(t, (void **)&nodes->all, &nodes->room, nodes->count, sizeof(Node *));
    nodes->all[nodes->count++] = node;
}

void drop_node(Nodes *nodes, Py_ssize_t at)
{
    nodes->count--;
    memmove(nodes->all + at, nodes->all + at + 1, (size_t)(nodes->count - at) * sizeof(Node *));
}

/* Where a node stands among others, from behind; -1 where it does not. */
Py_ssize_t place_in(Tree *t, const Nodes *nodes, const Node *node)
{
    Py_ssize_t at = nodes->count - 1;
    while (at >= 0 && nodes->all[at] != node)
        at--;
    look(t, nodes->count - at);
    return at;
}

/* Note how much was looked at: a page that takes too long is left to lexbor. */
void look(Tree *t, Py_ssize_t count)
{
    t->work += count;
    if (t->work > MOST_WORK)
        give_up(t);
}

void keep_text(Tree *t, Part text)
{
    grow(t, (void **)&t->table_texts, &t->table_texts_room, t->table_texts_count, sizeof(Part));
    t->table_texts[t->table_texts_count++] = text;
}

Node *node_new(Tree *t, int kind)
{
    Node *node = take(t, sizeof(Node));
    memset(node, 0, sizeof(Node));
    node->kind = (unsigned char)kind;
    return node;
}

Node *current(const Tree *t) { return t->open.count ? t->open.all[t->open.count - 1] : NULL; }

int is_kind(const Node *node, int kinds) { return !node->is_drawing && kinds_of_names[node->number] & kinds; }

int is_one_of(const Node *node, const unsigned char *numbers)
{
    for (; *numbers; numbers++)
        if (*numbers == node->number)
            return !node->is_drawing;
    return 0;
}

void detach(Node *node)
{
    Node *parent = node->parent;
    if (parent == NULL)
        return;
    *(node->before ? &node->before->behind : &parent->first) = node->behind;
    *(node->behind ? &node->behind->before : &parent->last) = node->before;
    node->parent = node->before = node->behind = NULL;
}

/* Put a node in front of another one of the same parent; at the end where there is none. */
static void put(Node *parent, Node *node, Node *behind)
{
    node->parent = parent;
    node->behind = behind;
    node->before = behind ? behind->before : parent->last;
    *(node->before ? &node->before->behind : &parent->first) = node;
    *(behind ? &behind->before : &parent->last) = node;
}

void append_to(Node *parent, Node *node) { put(parent, node, NULL); }

/* Put a node where new nodes belong that are made inside `inside`: what does not belong into a table goes in front of it. */
void insert_node(Tree *t, Node *node, Node *inside)
{
    static const unsigned char fostering[] = {N_table, N_tbody, N_tfoot, N_thead, N_tr, 0};
    Py_ssize_t at = t->open.count - 1;
    if (!t->fosters || !is_one_of(inside, fostering)) {
        put(inside, node, NULL);
        return;
    }
    while (at > 0 && (t->open.all[at]->number != N_table || t->open.all[at]->is_drawing))
        at--;
    look(t, t->open.count - at);
    Node *table = t->open.all[at];
    if (at == 0)
        put(table, node, NULL);
    else if (table->parent != NULL)
        put(table->parent, node, table);
    else
        put(t->open.all[at - 1], node, NULL);
}

Node *element_new(Tree *t, int number, Part written, Py_ssize_t name_size)
{
    if (++t->made > MOST_MADE)
        give_up(t);
    Node *node = node_new(t, ELEMENT);
    node->number = (unsigned char)number;
    node->part = written;
    node->name_size = (unsigned)name_size;
    return node;
}

/* Make the element of the start tag under way, and put it where it belongs. */
Node *insert(Tree *t)
{
    Node *node = element_new(t, t->mark.number, t->mark.written, t->mark.name.size);
    insert_node(t, node, current(t));
    return node;
}

void push_open(Tree *t, Node *node)
{
    if (t->open.count == MOST_OPEN)
        give_up(t);
    push_node(t, &t->open, node);
}

void insert_open(Tree *t) { push_open(t, insert(t)); }

/* Make an element that the page leaves out. */
void insert_named(Tree *t, int number)
{
    Part name = {names[number], (Py_ssize_t)strlen(names[number])};
    Node *node = element_new(t, number, name, name.size);
    insert_node(t, node, current(t));
    push_open(t, node);
}

void insert_text(Tree *t, Part text)
{
    if (text.size == 0)
        return;
    Node *node = node_new(t, LETTERS);
    node->part = text;
    insert_node(t, node, current(t));
}

void insert_comment(Tree *t, Node *inside)
{
    Node *node = node_new(t, COMMENT);
    node->brackets = t->mark.brackets;
    insert_node(t, node, inside);
}

/* Close the innermost open element; the root stays. */
void pop(Tree *t)
{
    if (t->open.count <= 1)
        give_up(t);
    t->open.count--;
}

/* Close open elements up to the innermost with this name. */
void pop_to(Tree *t, int number)
{
    while (t->open.count > 1) {
        Node *node = current(t);
        pop(t);
        if (node->number == number && !node->is_drawing)
            return;
    }
}

/* Where the innermost open element of one of these names stands, if none stands inside it that bounds it; -1 if not. */
static Py_ssize_t found_in(Tree *t, const unsigned char *sought, int kinds, const unsigned char *bounds)
{
    Py_ssize_t at = t->open.count - 1;
    while (at >= 0 && !is_one_of(t->open.all[at], sought)) {
        if (is_kind(t->open.all[at], kinds) || is_one_of(t->open.all[at], bounds)) {
            look(t, t->open.count - at);
            return -1;
        }
        at--;
    }
    look(t, t->open.count - at);
    return at;
}

int any_in_scope(Tree *t, const unsigned char *numbers) { return found_in(t, numbers, BOUNDS, (const unsigned char *)"") >= 0; }

int in_scope(Tree *t, int number) { return any_in_scope(t, (const unsigned char[]){(unsigned char)number, 0}); }

int in_list_scope(Tree *t, int number)
{
    static const unsigned char bounds[] = {N_ol, N_ul, 0};
    return found_in(t, (const unsigned char[]){(unsigned char)number, 0}, BOUNDS, bounds) >= 0;
}

int in_button_scope(Tree *t, int number)
{
    static const unsigned char bounds[] = {N_button, 0};
    return found_in(t, (const unsigned char[]){(unsigned char)number, 0}, BOUNDS, bounds) >= 0;
}

int any_in_table_scope(Tree *t, const unsigned char *numbers)
{
    static const unsigned char bounds[] = {N_html, N_table, 0};
    return found_in(t, numbers, 0, bounds) >= 0;
}

int in_table_scope(Tree *t, int number) { return any_in_table_scope(t, (const unsigned char[]){(unsigned char)number, 0}); }

/* Close the open elements whose end tags may be left out, but for those of one name. */
void imply_ends(Tree *t, int but)
{
    while (is_kind(current(t), IMPLIED) && current(t)->number != but)
        pop(t);
}

void close_p(Tree *t)
{
    imply_ends(t, N_p);
    pop_to(t, N_p);
}

void tree_done(Tree *t)
{
    for (Chunk *chunk = t->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        PyMem_RawFree(chunk);
    }
    PyMem_RawFree(t->open.all);
    PyMem_RawFree(t->formats.all);
    PyMem_RawFree(t->table_texts);
}
