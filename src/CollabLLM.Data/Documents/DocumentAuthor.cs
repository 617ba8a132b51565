namespace CollabLLM.Data.Documents;

public enum DocumentAuthor
{
    Model,
    Person,
}
