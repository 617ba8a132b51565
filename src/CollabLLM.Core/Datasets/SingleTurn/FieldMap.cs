namespace CollabLLM.Core.Datasets.SingleTurn;

/// <summary>Which columns of a file hold prompt, completion, split and id. A split or an id that is not there is no error.</summary>
public sealed record FieldMap(string Prompt = "prompt", string Completion = "completion", string Split = "split", string Id = "id")
{
    /// <param name="pairs">Such as <c>prompt=problem</c>.</param>
    /// <exception cref="InputException">A pair is none, or names another field.</exception>
    public static FieldMap Parse(IEnumerable<string> pairs)
    {
        var map = new FieldMap();
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [var field, { Length: > 0 } column]) throw new InputException($"The mapping {pair} is not FIELD=COLUMN, such as prompt=problem.");
            map = field switch
            {
                "prompt" => map with { Prompt = column },
                "completion" => map with { Completion = column },
                "split" => map with { Split = column },
                "id" => map with { Id = column },
                _ => throw new InputException($"The mapping {pair} is for {field}; it can be for prompt, completion, split or id."),
            };
        }
        return map;
    }
}
