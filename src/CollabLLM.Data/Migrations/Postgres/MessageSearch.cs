using Microsoft.EntityFrameworkCore.Migrations;

namespace CollabLLM.Data.Migrations.Postgres;

/// <summary>
/// The full-text index of messages: a GIN index over an expression, so that the words are kept once. Punctuation becomes blanks first:
/// the parser would otherwise read "a/b" as a path and "x.org" as a host, and SQLite finds the words in them.
/// </summary>
internal static class MessageSearch
{
    // 150000 is SessionLimits.SearchedLength: a tsvector holds 1 MB at most, and more than that would refuse the message.
    public static void Create(MigrationBuilder migration)
    {
        migration.Sql(
            """
            CREATE FUNCTION message_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT pg_catalog.to_tsvector('pg_catalog.simple'::pg_catalog.regconfig,
                    pg_catalog.regexp_replace(pg_catalog.left($1, 150000), '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' ', 'g'))
            $$;
            """);
        migration.Sql(
            """
            CREATE FUNCTION message_query(phrases text[]) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
            DECLARE
                found tsquery := '';
                part tsquery;
            BEGIN
                FOR i IN 1 .. pg_catalog.cardinality(phrases) LOOP
                    part := pg_catalog.phraseto_tsquery('pg_catalog.simple',
                        pg_catalog.regexp_replace(phrases[i], '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' ', 'g'));
                    CONTINUE WHEN pg_catalog.numnode(part) = 0;
                    IF i = pg_catalog.cardinality(phrases) THEN
                        part := (part::text || ':*')::tsquery;
                    END IF;
                    found := CASE WHEN pg_catalog.numnode(found) = 0 THEN part ELSE found && part END;
                END LOOP;
                RETURN found;
            END
            $$;
            """);
        migration.Sql("CREATE INDEX ix_messages_words ON messages USING gin (message_words(text));");
    }

    public static void Drop(MigrationBuilder migration)
    {
        migration.Sql("DROP INDEX ix_messages_words;");
        migration.Sql("DROP FUNCTION message_query(text[]);");
        migration.Sql("DROP FUNCTION message_words(text);");
    }
}
