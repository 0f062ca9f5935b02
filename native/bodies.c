/* Bodies: what the tags in the body of a page do to the tree.

   Decides it as the HTML standard does. Refuses to know tables (tables.c) and how formatting elements overlap (formats.c). */

#include "tree.h"

static const unsigned char headings[] = {N_h1, N_h2, N_h3, N_h4, N_h5, N_h6, 0};

static void close_p_around(Tree *t)
{
    if (in_button_scope(t, N_p))
        close_p(t);
}

static void insert_after_formats(Tree *t)
{
    reopen_formats(t);
    insert_open(t);
}

/* A list item ends the one before, if nothing but paragraphs and the like stands between. */
static void start_item(Tree *t, const unsigned char *ended)
{
    static const unsigned char passed[] = {N_address, N_div, N_p, 0};
    for (Py_ssize_t at = t->open.count - 1; at >= 0; at--) {
        Node *node = t->open.all[at];
        look(t, 1);
        if (is_one_of(node, ended)) {
            imply_ends(t, node->number);
            pop_to(t, node->number);
            break;
        }
        if (is_kind(node, SPECIAL) && !is_one_of(node, passed))
            break;
    }
    close_p_around(t);
    insert_open(t);
}

static void start_form(Tree *t)
{
    if (t->form != NULL)
        return;
    close_p_around(t);
    insert_open(t);
    t->form = current(t);
}

static void start_link(Tree *t)
{
    Node *earlier = format_since_marker(t, N_a);
    if (earlier != NULL) {
        end_format(t, N_a);
        Py_ssize_t at = place_in(t, &t->formats, earlier);
        if (at >= 0)
            drop_node(&t->formats, at);
        at = place_in(t, &t->open, earlier);
        if (at >= 0)
            drop_node(&t->open, at);
    }
    insert_after_formats(t);
    push_format(t);
}

static void start_format(Tree *t)
{
    reopen_formats(t);
    if (t->mark.number == N_nobr && in_scope(t, N_nobr)) {
        end_format(t, N_nobr);
        reopen_formats(t);
    }
    insert_open(t);
    push_format(t);
}

static void start_table(Tree *t)
{
    if (in_button_scope(t, N_p)) {
        if (t->quirks == QUIRKS_UNKNOWN)
            give_up(t);
        if (t->quirks == NO_QUIRKS)
            close_p(t);
    }
    insert_open(t);
    t->mode = IN_TABLE_ITSELF;
}

static void start_option(Tree *t)
{
    int number = t->mark.number;
    if (in_scope(t, N_select))
        imply_ends(t, number == N_option ? N_optgroup : 0);
    else if (current(t)->number == N_option && !current(t)->is_drawing)
        pop(t);
    insert_after_formats(t);
}

static void start_select(Tree *t)
{
    if (in_scope(t, N_select))
        pop_to(t, N_select);
    else
        insert_after_formats(t);
}

static void start_empty(Tree *t)
{
    int number = t->mark.number;
    if (number == N_param || number == N_source || number == N_track) {
        insert(t);
        return;
    }
    if (number == N_hr) {
        close_p_around(t);
        if (in_scope(t, N_select))
            imply_ends(t, 0);
        insert(t);
        return;
    }
    if (number == N_input && in_scope(t, N_select))
        pop_to(t, N_select);
    reopen_formats(t);
    insert(t);
}

static void start_drawing(Tree *t)
{
    static const Part name = {"svg", 3}; /* Its attributes matter to nobody. */
    reopen_formats(t);
    Node *node = element_new(t, N_svg, name, name.size);
    insert_node(t, node, current(t));
    node->is_drawing = 1;
    if (!t->mark.closes_itself)
        push_open(t, node);
}

/* A second start tag of an element that is there once adds its attributes. */
static void add_attributes(Tree *t, Node *node)
{
    if (t->mark.attributes)
        node->part = merged(t, node->part, t->mark.written);
}

/* Start tags that need a look at their name; 0 where the name has no rule of its own. */
static int start_special(Tree *t)
{
    static const unsigned char items[] = {N_li, 0}, definitions[] = {N_dd, N_dt, 0};
    switch (t->mark.number) {
    case N_html:
        add_attributes(t, t->open.all[0]);
        return 1;
    case N_body:
        if (t->open.count > 1 && t->open.all[1]->number == N_body)
            add_attributes(t, t->open.all[1]);
        return 1;
    case N_pre:
    case N_listing:
        close_p_around(t);
        insert_open(t);
        t->skips_line = 1;
        return 1;
    case N_form:
        start_form(t);
        return 1;
    case N_li:
        start_item(t, items);
        return 1;
    case N_dd:
    case N_dt:
        start_item(t, definitions);
        return 1;
    case N_button:
        if (in_scope(t, N_button)) {
            imply_ends(t, 0);
            pop_to(t, N_button);
        }
        insert_after_formats(t);
        return 1;
    case N_a:
        start_link(t);
        return 1;
    case N_table:
        start_table(t);
        return 1;
    case N_option:
    case N_optgroup:
        start_option(t);
        return 1;
    case N_select:
        start_select(t);
        return 1;
    case N_rb:
    case N_rtc:
    case N_rp:
    case N_rt:
        if (in_scope(t, N_ruby))
            imply_ends(t, t->mark.number == N_rp || t->mark.number == N_rt ? N_rtc : 0);
        insert_open(t);
        return 1;
    case N_svg:
        start_drawing(t);
        return 1;
    case N_image:
        give_up(t); /* It is read as img, but not by lexbor inside a table. */
    case N_head:
    case N_frame:
        return 1;
    default:
        return 0;
    }
}

static void start(Tree *t)
{
    int kinds = kinds_of_names[t->mark.number];
    if (start_special(t))
        return;
    if (kinds & OF_HEAD)
        in_head(t);
    else if (kinds & (RAW | CODED))
        insert_with_text(t);
    else if (kinds & IN_TABLE)
        return;
    else if (kinds & (BLOCK | HEADING)) {
        close_p_around(t);
        if (kinds & HEADING && is_kind(current(t), HEADING))
            pop(t);
        insert_open(t);
    }
    else if (kinds & FORMATS)
        start_format(t);
    else if (kinds & EMPTY)
        start_empty(t);
    else {
        insert_after_formats(t);
        if (kinds & MARKED)
            mark_formats(t);
    }
}

/* The end tag of an element without a rule of its own. */
void end_other(Tree *t)
{
    const Mark *mark = &t->mark;
    for (Py_ssize_t at = t->open.count - 1; at > 0; at--) {
        Node *node = t->open.all[at];
        look(t, 1);
        if (!node->is_drawing && node->name_size == mark->name.size
            && memcmp(node->part.start, mark->name.start, node->name_size) == 0) {
            while (current(t) != node && is_kind(current(t), IMPLIED) && current(t)->number != mark->number)
                pop(t);
            t->open.count = at;
            return;
        }
        if (is_kind(node, SPECIAL))
            return;
    }
}

static void end_form(Tree *t)
{
    Node *form = t->form;
    t->form = NULL;
    Py_ssize_t at = form ? place_in(t, &t->open, form) : -1;
    if (at < 0 || !in_scope(t, N_form))
        return;
    imply_ends(t, 0);
    drop_node(&t->open, place_in(t, &t->open, form));
}

static void end_heading(Tree *t)
{
    if (!any_in_scope(t, headings))
        return;
    imply_ends(t, 0);
    while (!is_kind(current(t), HEADING))
        pop(t);
    pop(t);
}

static void end(Tree *t)
{
    int number = t->mark.number, kinds = kinds_of_names[number];
    if (number == N_body || number == N_html) {
        if (!in_scope(t, N_body))
            return;
        t->mode = AFTER_BODY;
        if (number == N_html)
            process(t);
    }
    else if (number == N_form)
        end_form(t);
    else if (number == N_p) {
        if (!in_button_scope(t, N_p))
            insert_named(t, N_p);
        close_p(t);
    }
    else if (number == N_li || number == N_dd || number == N_dt) {
        if (number == N_li ? !in_list_scope(t, number) : !in_scope(t, number))
            return;
        imply_ends(t, number);
        pop_to(t, number);
    }
    else if (kinds & HEADING)
        end_heading(t);
    else if (kinds & FORMATS)
        end_format(t, number);
    else if (number == N_br) {
        t->mark = (Mark){.kind = MARK_START, .number = N_br, .name = {"br", 2}, .written = {"br", 2}};
        start_empty(t);
    }
    else if (kinds & (BLOCK | MARKED) || number == N_button || number == N_listing || number == N_pre || number == N_select) {
        if (!in_scope(t, number))
            return;
        imply_ends(t, 0);
        pop_to(t, number);
        if (kinds & MARKED)
            clear_to_marker(t);
    }
    else
        end_other(t);
}

void in_body(Tree *t)
{
    Mark *mark = &t->mark;
    if (mark->kind == MARK_TEXT) {
        reopen_formats(t);
        insert_text(t, mark->text);
    }
    else if (mark->kind == MARK_COMMENT)
        insert_comment(t, current(t));
    else if (mark->kind == MARK_START)
        start(t);
    else if (mark->kind == MARK_END)
        end(t);
}
