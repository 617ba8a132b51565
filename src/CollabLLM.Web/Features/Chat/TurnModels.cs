namespace CollabLLM.Web.Features.Chat;

/// <summary>The catalogue as turns see it.</summary>
/// <param name="find">By name; null when there is none.</param>
/// <param name="defaultName">The model of whoever names none.</param>
public sealed class TurnModels(Func<string, TurnModel?> find, Func<string> defaultName)
{
    public string DefaultName => defaultName();

    public TurnModel? Find(string name) => find(name);
}
