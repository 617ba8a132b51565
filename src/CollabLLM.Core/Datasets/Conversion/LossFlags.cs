namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Whether each message of an SFT row says if a trainer should learn it.</summary>
public enum LossFlags
{
    None,

    /// <summary><c>"train": true</c> or <c>false</c></summary>
    Train,

    /// <summary><c>"weight": 1</c> or <c>0</c></summary>
    Weight,
}
