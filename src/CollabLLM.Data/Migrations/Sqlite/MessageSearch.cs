using Microsoft.EntityFrameworkCore.Migrations;

namespace CollabLLM.Data.Migrations.Sqlite;

/// <summary>
/// The full-text index of messages: FTS5 over the table's own text, kept by triggers. Changing a column of <c>messages</c> makes EF
/// rebuild the table, which drops the triggers: a migration that does so calls <see cref="DropTriggers"/> before and
/// <see cref="CreateTriggers"/> after.
/// </summary>
internal static class MessageSearch
{
    // Diacritics stay, as PostgreSQL's 'simple' configuration keeps them; 150000 is SessionLimits.SearchedLength.
    public static void Create(MigrationBuilder migration)
    {
        migration.Sql(
            """
            CREATE VIRTUAL TABLE message_search USING fts5(
                text, content = 'messages', content_rowid = 'number', tokenize = "unicode61 remove_diacritics 0", prefix = '2 3');
            """);
        CreateTriggers(migration);
    }

    public static void CreateTriggers(MigrationBuilder migration)
    {
        migration.Sql(
            """
            CREATE TRIGGER message_search_insert AFTER INSERT ON messages BEGIN
                INSERT INTO message_search (rowid, text) VALUES (new.number, substr(new.text, 1, 150000));
            END;
            """);
        migration.Sql(
            """
            CREATE TRIGGER message_search_delete AFTER DELETE ON messages BEGIN
                INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.number, substr(old.text, 1, 150000));
            END;
            """);
        migration.Sql(
            """
            CREATE TRIGGER message_search_update AFTER UPDATE OF text ON messages BEGIN
                INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.number, substr(old.text, 1, 150000));
                INSERT INTO message_search (rowid, text) VALUES (new.number, substr(new.text, 1, 150000));
            END;
            """);
    }

    public static void DropTriggers(MigrationBuilder migration)
    {
        migration.Sql("DROP TRIGGER message_search_insert;");
        migration.Sql("DROP TRIGGER message_search_delete;");
        migration.Sql("DROP TRIGGER message_search_update;");
    }

    public static void Drop(MigrationBuilder migration)
    {
        DropTriggers(migration);
        migration.Sql("DROP TABLE message_search;");
    }
}
