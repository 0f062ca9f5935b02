/* Heads: what comes before the body of a page and behind it, and which rules hold where.

   Decides it as the HTML standard does. Refuses to know what holds inside the body: bodies.c and tables.c do. */

#include "spans.h"
#include "tree.h"

static Part blanks_in(Part text)
{
    Py_ssize_t at = 0;
    while (at < text.size && is_gap((unsigned char)text.start[at]))
        at++;
    return part_of(text, 0, at);
}

static Part behind_blanks(Part text) { return part_of(text, blanks_in(text).size, text.size); }

/* Behind the quoted text that begins at `at`, and the blanks behind it; -1 where none does. */
static Py_ssize_t behind_quoted(Part doctype, Py_ssize_t at)
{
    int quote = char_at(doctype, at);
    Py_ssize_t end = quote == '"' || quote == '\'' ? find_in(doctype, quote, at + 1) : -1;
    return end < 0 ? -1 : end + 1 + blanks_in(part_of(doctype, end + 1, doctype.size)).size;
}

/* Whether the page is to be read as old browsers did, in which a table stands inside a paragraph. */
static int quirks_of(Part doctype)
{
    static const char *const fine[] = {"-//w3c//dtd xhtml 1.0 ", "-//w3c//dtd xhtml 1.1//", "-//w3c//dtd xhtml+rdfa 1."};
    Py_ssize_t at = blanks_in(doctype).size, id;
    if (!says(doctype, at, "html"))
        return QUIRKS_UNKNOWN;
    at += 4;
    at += blanks_in(part_of(doctype, at, doctype.size)).size;
    if (char_at(doctype, at) == '>')
        return NO_QUIRKS;
    if (!says(doctype, at, "public"))
        return QUIRKS_UNKNOWN;
    at += 6;
    at += blanks_in(part_of(doctype, at, doctype.size)).size;
    id = at + 1;
    if ((at = behind_quoted(doctype, at)) < 0)
        return QUIRKS_UNKNOWN;
    if (char_at(doctype, at) != '>' && ((at = behind_quoted(doctype, at)) < 0 || char_at(doctype, at) != '>'))
        return QUIRKS_UNKNOWN;
    for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
        if (says(doctype, id, fine[i]))
            return NO_QUIRKS;
    return QUIRKS_UNKNOWN;
}

/* Deal with an element whose text is no markup, up to its end tag. */
void insert_with_text(Tree *t)
{
    int number = t->mark.number, kinds = kinds_of_names[number];
    Node *node = NULL;
    if (number == N_script || number == N_noscript) {
        node = node_new(t, SCRIPT);
        node->number = (unsigned char)number;
        node->part = t->mark.raw;
        insert_node(t, node, current(t));
    }
    else if (!(kinds & UNREAD))
        node = insert(t);
    Part text = text_of(t, number);
    if (node == NULL || !text.size || !(kinds & (CODED | UNREAD)))
        return;
    Node *letters = node_new(t, LETTERS);
    letters->part = kinds & CODED ? decoded(t, text, 0) : text;
    if (number == N_textarea && letters->part.start[0] == '\n')
        letters->part = part_of(letters->part, 1, letters->part.size);
    append_to(node, letters);
}

/* An element of the head, wherever it stands. */
void in_head(Tree *t)
{
    if (kinds_of_names[t->mark.number] & EMPTY)
        insert(t);
    else if (t->mark.number == N_template)
        pass_template(t);
    else
        insert_with_text(t);
}

static int is_of_head(const Tree *t) { return t->mark.kind == MARK_START && kinds_of_names[t->mark.number] & OF_HEAD; }

/* Whether an end tag is one of those that the page goes on at, as if it held what it leaves out. */
static int goes_on(const Tree *t)
{
    int number = t->mark.number;
    return t->mark.kind != MARK_END || number == N_html || number == N_body || number == N_br;
}

static void before_html(Tree *t)
{
    if (t->mark.kind == MARK_START && t->mark.number == N_html) {
        Node *html = element_new(t, N_html, t->mark.written, t->mark.name.size);
        append_to(t->document, html);
        push_open(t, html);
        t->mode = BEFORE_HEAD;
    }
    else if (goes_on(t) || t->mark.number == N_head) {
        Node *html = element_new(t, N_html, (Part){"html", 4}, 4);
        append_to(t->document, html);
        push_open(t, html);
        t->mode = BEFORE_HEAD;
        process(t);
    }
}

static void before_head(Tree *t)
{
    if (t->mark.kind == MARK_START && t->mark.number == N_head) {
        insert_open(t);
        t->head = current(t);
        t->mode = IN_HEAD;
    }
    else if (goes_on(t) || t->mark.number == N_head) {
        insert_named(t, N_head);
        t->head = current(t);
        t->mode = IN_HEAD;
        process(t);
    }
}

static void inside_head(Tree *t)
{
    if (is_of_head(t) || (t->mark.kind == MARK_START && t->mark.number == N_noscript))
        in_head(t);
    else if (t->mark.kind == MARK_END && t->mark.number == N_head) {
        pop(t);
        t->mode = AFTER_HEAD;
    }
    else if (goes_on(t) && !(t->mark.kind == MARK_START && t->mark.number == N_head)) {
        pop(t);
        t->mode = AFTER_HEAD;
        process(t);
    }
}

static void after_head(Tree *t)
{
    if (t->mark.kind == MARK_START && t->mark.number == N_body) {
        insert_open(t);
        t->mode = IN_BODY;
    }
    else if (is_of_head(t)) {
        push_open(t, t->head);
        in_head(t);
        pop(t);
    }
    else if (goes_on(t) && !(t->mark.kind == MARK_START && t->mark.number == N_head)) {
        insert_named(t, N_body);
        t->mode = IN_BODY;
        process(t);
    }
}

/* Text before the body: blanks stand where they are, or are left out; anything else opens the body. */
static int is_text_before_body(Tree *t)
{
    Part blanks = blanks_in(t->mark.text);
    if (t->mark.kind != MARK_TEXT)
        return 0;
    if (t->mode == IN_HEAD || t->mode == AFTER_HEAD)
        insert_text(t, blanks);
    t->mark.text = behind_blanks(t->mark.text);
    return t->mark.text.size == 0;
}

static void comment_before_body(Tree *t) { insert_comment(t, t->mode <= BEFORE_HTML ? t->document : current(t)); }

static void before_body(Tree *t)
{
    static void (*const rules[])(Tree *) = {
        [BEFORE_HTML] = before_html, [BEFORE_HEAD] = before_head, [IN_HEAD] = inside_head, [AFTER_HEAD] = after_head,
    };
    if (t->mark.kind == MARK_COMMENT)
        comment_before_body(t);
    else if (t->mark.kind == MARK_DOCTYPE) {
        if (t->mode == INITIAL) {
            t->quirks = quirks_of(t->mark.raw);
            t->mode = BEFORE_HTML;
        }
    }
    else if (!is_text_before_body(t)) {
        if (t->mode == INITIAL)
            t->mode = BEFORE_HTML;
        if (t->mode > BEFORE_HTML && t->mark.kind == MARK_START && t->mark.number == N_html)
            in_body(t);
        else
            rules[t->mode](t);
    }
}

static void after_body(Tree *t)
{
    Mark *mark = &t->mark;
    if (mark->kind == MARK_COMMENT)
        insert_comment(t, t->mode == AFTER_BODY ? t->open.all[0] : t->document);
    else if (mark->kind == MARK_TEXT && !behind_blanks(mark->text).size)
        in_body(t);
    else if (mark->kind == MARK_END && mark->number == N_html && t->mode == AFTER_BODY)
        t->mode = AFTER_ALL;
    else if (mark->kind == MARK_START && mark->number == N_html)
        in_body(t);
    else if (mark->kind != MARK_DOCTYPE) {
        t->mode = IN_BODY;
        process(t);
    }
}

static void process_as_page(Tree *t)
{
    if (t->mode < IN_BODY)
        before_body(t);
    else if (t->mode == IN_BODY)
        in_body(t);
    else if (t->mode < AFTER_BODY)
        in_table_modes(t);
    else
        after_body(t);
}

/* Elements of a drawing have no rules; what would end it in the middle, or is a page of its own, is left to lexbor. */
static void in_drawing(Tree *t)
{
    Mark *mark = &t->mark;
    if (mark->kind == MARK_TEXT)
        insert_text(t, mark->text);
    else if (mark->kind == MARK_COMMENT)
        insert_comment(t, current(t));
    else if (mark->kind == MARK_START) {
        static const unsigned char fine[] = {N_OTHER, N_svg, N_a, N_image, N_style, N_title, N_link};
        if (memchr(fine, mark->number, sizeof(fine)) == NULL || says(mark->name, 0, "foreignobject"))
            give_up(t);
        Node *node = insert(t);
        node->is_drawing = 1;
        if (mark->name.size == 4 && says(mark->name, 0, "desc"))
            node->number = N_title; /* Text in either is read as outside of the drawing. */
        if (!mark->closes_itself)
            push_open(t, node);
    }
    else if (mark->kind == MARK_END) {
        if (mark->number == N_br || mark->number == N_p || mark->number == N_script)
            give_up(t);
        for (Py_ssize_t at = t->open.count - 1; t->open.all[at]->is_drawing; at--) {
            Node *node = t->open.all[at];
            if (node->name_size == mark->name.size && memcmp(node->part.start, mark->name.start, node->name_size) == 0) {
                t->open.count = at;
                return;
            }
            if (node->number == N_title)
                give_up(t);
            look(t, 1);
        }
        process_as_page(t);
    }
}

/* Deal with what the page holds next. */
void process(Tree *t)
{
    const Node *now = current(t);
    int is_title = now != NULL && now->is_drawing && now->number == N_title;
    if (t->table_texts_count && t->mark.kind != MARK_TEXT)
        end_table_texts(t);
    if (is_title && t->mark.kind == MARK_START)
        give_up(t);
    if (now != NULL && now->is_drawing && t->mark.kind != MARK_OVER && !(is_title && t->mark.kind == MARK_TEXT))
        in_drawing(t);
    else
        process_as_page(t);
}

/* Build the tree of a page; 0 where it is left to lexbor, -1 with an exception. */
int build_tree(Tree *t, Part page)
{
    *t = (Tree){.page = page};
    if (setjmp(t->out)) {
        if (t->no_memory)
            PyErr_NoMemory();
        return t->no_memory ? -1 : 0;
    }
    t->document = node_new(t, ELEMENT);
    for (int is_over = 0, skips; !is_over;) {
        skips = t->skips_line;
        t->skips_line = 0;
        next_mark(t);
        if (skips && t->mark.kind == MARK_TEXT && t->mark.text.start[0] == '\n')
            t->mark.text = part_of(t->mark.text, 1, t->mark.text.size);
        if (t->mark.kind == MARK_TEXT && !t->mark.text.size)
            continue;
        if (t->mark.kind == MARK_START && kinds_of_names[t->mark.number] & TOO_HARD)
            give_up(t);
        is_over = t->mark.kind == MARK_OVER;
        process(t);
    }
    return 1;
}
