namespace CollabLLM.Data;

public enum DatabaseProvider
{
    Sqlite,
    Postgres,
}
