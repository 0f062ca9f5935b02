/* Tables: what the tags inside a table do to the tree, and where what does not belong there goes.

   Decides it as the HTML standard does. Refuses to know what holds inside a cell: bodies.c does. */

#include "spans.h"
#include "tree.h"

static const unsigned char bodies[] = {N_tbody, N_tfoot, N_thead, 0}, cells[] = {N_td, N_th, 0};

/* Close open elements up to one of these. */
static void clear_to(Tree *t, const unsigned char *numbers)
{
    while (!is_one_of(current(t), numbers) && current(t)->number != N_html)
        pop(t);
}

static void clear_to_table(Tree *t)
{
    static const unsigned char tables[] = {N_table, 0};
    clear_to(t, tables);
}

/* Which rules hold now follows from what is open. */
void reset_mode(Tree *t)
{
    for (Py_ssize_t at = t->open.count - 1; at >= 0; at--) {
        look(t, 1);
        if (t->open.all[at]->is_drawing)
            continue;
        switch (t->open.all[at]->number) {
        case N_td:
        case N_th:
            t->mode = IN_CELL;
            return;
        case N_tr:
            t->mode = IN_ROW;
            return;
        case N_tbody:
        case N_thead:
        case N_tfoot:
            t->mode = IN_ROWS;
            return;
        case N_caption:
            t->mode = IN_CAPTION;
            return;
        case N_colgroup:
            t->mode = IN_COLUMNS;
            return;
        case N_table:
            t->mode = IN_TABLE_ITSELF;
            return;
        case N_body:
            t->mode = IN_BODY;
            return;
        case N_html:
        case N_head:
            give_up(t);
        default:
            break;
        }
    }
}

/* What does not belong into a table is put in front of it. */
static void in_front(Tree *t)
{
    t->fosters = 1;
    in_body(t);
    t->fosters = 0;
}

/* Texts inside a table but in no cell: blanks stay, others are put in front of it. */
void end_table_texts(Tree *t)
{
    Mark mark = t->mark;
    int is_blank = 1;
    for (Py_ssize_t i = 0; i < t->table_texts_count; i++)
        for (Py_ssize_t at = 0; is_blank && at < t->table_texts[i].size; at++)
            is_blank = is_gap((unsigned char)t->table_texts[i].start[at]);
    for (Py_ssize_t i = 0; i < t->table_texts_count; i++) {
        t->mark = (Mark){.kind = MARK_TEXT, .text = t->table_texts[i]};
        if (is_blank)
            insert_text(t, t->table_texts[i]);
        else
            in_front(t);
    }
    t->table_texts_count = 0;
    t->mark = mark;
}

static void end_table(Tree *t)
{
    pop_to(t, N_table);
    reset_mode(t);
}

static void start_in_table(Tree *t)
{
    switch (t->mark.number) {
    case N_caption:
        clear_to_table(t);
        mark_formats(t);
        insert_open(t);
        t->mode = IN_CAPTION;
        return;
    case N_colgroup:
        clear_to_table(t);
        insert_open(t);
        t->mode = IN_COLUMNS;
        return;
    case N_col:
        clear_to_table(t);
        insert_named(t, N_colgroup);
        t->mode = IN_COLUMNS;
        process(t);
        return;
    case N_tbody:
    case N_tfoot:
    case N_thead:
        clear_to_table(t);
        insert_open(t);
        t->mode = IN_ROWS;
        return;
    case N_td:
    case N_th:
    case N_tr:
        clear_to_table(t);
        insert_named(t, N_tbody);
        t->mode = IN_ROWS;
        process(t);
        return;
    case N_table:
        if (in_table_scope(t, N_table)) {
            end_table(t);
            process(t);
        }
        return;
    case N_style:
    case N_script:
    case N_template:
        in_head(t);
        return;
    case N_input:
        if (t->mark.hides)
            insert(t);
        else
            in_front(t);
        return;
    case N_form:
        if (t->form == NULL)
            t->form = insert(t);
        return;
    default:
        in_front(t);
    }
}

static void in_table(Tree *t)
{
    static const unsigned char parts[] = {N_table, N_tbody, N_tfoot, N_thead, N_tr, 0};
    Mark *mark = &t->mark;
    if (mark->kind == MARK_TEXT && is_one_of(current(t), parts))
        keep_text(t, mark->text);
    else if (mark->kind == MARK_COMMENT)
        insert_comment(t, current(t));
    else if (mark->kind == MARK_START)
        start_in_table(t);
    else if (mark->kind == MARK_END && mark->number == N_table) {
        if (in_table_scope(t, N_table))
            end_table(t);
    }
    else if (mark->kind == MARK_TEXT
             || (mark->kind == MARK_END && !(kinds_of_names[mark->number] & IN_TABLE) && mark->number != N_body
                 && mark->number != N_html))
        in_front(t);
}

static int is_end(const Tree *t, int number) { return t->mark.kind == MARK_END && t->mark.number == number; }

/* Whether a tag belongs to the table around: it ends what is open in it. */
static int is_of_table(const Tree *t)
{
    return t->mark.kind == MARK_START ? kinds_of_names[t->mark.number] & IN_TABLE : is_end(t, N_table);
}

static int is_ignored(const Tree *t, const unsigned char *numbers)
{
    return t->mark.kind == MARK_END && t->mark.number && strchr((const char *)numbers, t->mark.number) != NULL;
}

static void in_caption(Tree *t)
{
    static const unsigned char ignored[] = {N_body, N_col, N_colgroup, N_html, N_tbody, N_td, N_tfoot, N_th, N_thead, N_tr, 0};
    if (is_of_table(t) || is_end(t, N_caption)) {
        if (!in_table_scope(t, N_caption))
            return;
        imply_ends(t, 0);
        pop_to(t, N_caption);
        clear_to_marker(t);
        t->mode = IN_TABLE_ITSELF;
        if (!is_end(t, N_caption))
            process(t);
    }
    else if (!is_ignored(t, ignored))
        in_body(t);
}

static void in_columns(Tree *t)
{
    Mark *mark = &t->mark;
    if (mark->kind == MARK_TEXT) {
        Py_ssize_t at = 0;
        while (at < mark->text.size && is_gap((unsigned char)mark->text.start[at]))
            at++;
        insert_text(t, part_of(mark->text, 0, at));
        mark->text = part_of(mark->text, at, mark->text.size);
        if (!mark->text.size)
            return;
    }
    if (mark->kind == MARK_DOCTYPE)
        give_up(t); /* lexbor ends the columns there. */
    if (mark->kind == MARK_COMMENT)
        insert_comment(t, current(t));
    else if (mark->kind == MARK_START && mark->number == N_template)
        in_head(t);
    else if (mark->kind == MARK_START && mark->number == N_col)
        insert(t);
    else if (mark->kind == MARK_START && mark->number == N_html)
        in_body(t);
    else if (mark->kind != MARK_OVER && !is_end(t, N_col) && !is_end(t, N_template)) {
        if (current(t)->number != N_colgroup)
            return;
        pop(t);
        t->mode = IN_TABLE_ITSELF;
        if (!is_end(t, N_colgroup))
            process(t);
    }
}

static void in_rows(Tree *t)
{
    static const unsigned char context[] = {N_tbody, N_tfoot, N_thead, N_html, 0};
    static const unsigned char ignored[] = {N_body, N_caption, N_col, N_colgroup, N_html, N_td, N_th, N_tr, 0};
    int number = t->mark.number, is_start = t->mark.kind == MARK_START;
    if (is_start && (number == N_tr || number == N_td || number == N_th)) {
        clear_to(t, context);
        if (number == N_tr)
            insert_open(t);
        else
            insert_named(t, N_tr);
        t->mode = IN_ROW;
        if (number != N_tr)
            process(t);
    }
    else if (t->mark.kind == MARK_END && number && strchr((const char *)bodies, number)) {
        if (!in_table_scope(t, number))
            return;
        clear_to(t, context);
        pop(t);
        t->mode = IN_TABLE_ITSELF;
    }
    else if (is_of_table(t)) {
        if (!any_in_table_scope(t, bodies))
            return;
        clear_to(t, context);
        pop(t);
        t->mode = IN_TABLE_ITSELF;
        process(t);
    }
    else if (!is_ignored(t, ignored))
        in_table(t);
}

static void in_row(Tree *t)
{
    static const unsigned char context[] = {N_tr, N_html, 0};
    static const unsigned char ignored[] = {N_body, N_caption, N_col, N_colgroup, N_html, N_td, N_th, 0};
    int number = t->mark.number, is_start = t->mark.kind == MARK_START;
    int ends_rows = t->mark.kind == MARK_END && number && strchr((const char *)bodies, number);
    if (is_start && (number == N_td || number == N_th)) {
        clear_to(t, context);
        insert_open(t);
        t->mode = IN_CELL;
        mark_formats(t);
    }
    else if (is_end(t, N_tr) || is_of_table(t) || ends_rows) {
        if ((ends_rows && !in_table_scope(t, number)) || !in_table_scope(t, N_tr))
            return;
        clear_to(t, context);
        pop(t);
        t->mode = IN_ROWS;
        if (!is_end(t, N_tr))
            process(t);
    }
    else if (!is_ignored(t, ignored))
        in_table(t);
}

static void close_cell(Tree *t)
{
    imply_ends(t, 0);
    while (!is_one_of(current(t), cells))
        pop(t);
    pop(t);
    clear_to_marker(t);
    t->mode = IN_ROW;
}

static void in_cell(Tree *t)
{
    static const unsigned char ignored[] = {N_body, N_caption, N_col, N_colgroup, N_html, 0};
    int number = t->mark.number, is_end = t->mark.kind == MARK_END;
    if (is_end && (number == N_td || number == N_th)) {
        if (!in_table_scope(t, number))
            return;
        imply_ends(t, 0);
        pop_to(t, number);
        clear_to_marker(t);
        t->mode = IN_ROW;
    }
    else if (t->mark.kind == MARK_START && kinds_of_names[number] & IN_TABLE) {
        if (any_in_table_scope(t, cells)) {
            close_cell(t);
            process(t);
        }
    }
    else if (is_end && (number == N_table || number == N_tbody || number == N_tfoot || number == N_thead || number == N_tr)) {
        if (in_table_scope(t, number)) {
            close_cell(t);
            process(t);
        }
    }
    else if (!is_ignored(t, ignored))
        in_body(t);
}

void in_table_modes(Tree *t)
{
    switch (t->mode) {
    case IN_CAPTION:
        in_caption(t);
        break;
    case IN_COLUMNS:
        in_columns(t);
        break;
    case IN_ROWS:
        in_rows(t);
        break;
    case IN_ROW:
        in_row(t);
        break;
    case IN_CELL:
        in_cell(t);
        break;
    default:
        in_table(t);
    }
}
