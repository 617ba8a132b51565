namespace CollabLLM.Web.Features.Chat;

/// <summary>The catalogue as the page shows it, asked anew each time.</summary>
public sealed class ModelChoices(Func<IReadOnlyList<ModelChoice>> all)
{
    public IReadOnlyList<ModelChoice> All => all();

    public ModelChoice? Find(string? name) => All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Without a catalogue that says more: the one model that turns know.</summary>
    internal static ModelChoices Of(TurnModels models) => new(() =>
        models.DefaultName is { Length: > 0 } name && models.Find(name) is { } model
            ? [new ModelChoice(name, name, null, false, false, model.Problem)]
            : []);
}
