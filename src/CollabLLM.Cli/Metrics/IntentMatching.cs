namespace CollabLLM.Cli.Metrics;

/// <summary>How a question is recognised to be about an intent.</summary>
internal enum IntentMatching
{
    Words,
    Embeddings,
}
