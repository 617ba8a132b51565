namespace CollabLLM.Core.Datasets.Card;

/// <summary>How sure it is that a run made a file.</summary>
public enum LineageProof
{
    /// <summary>The run recorded the checksum of a file, and one of the card's files has it.</summary>
    Checksum,

    /// <summary>Somebody says so: the run was named, or lies beside the file; it recorded no checksum.</summary>
    Neighbour,

    /// <summary>The run recorded checksums, and none is that of a file of the card: the data was changed since, or is not its.</summary>
    Other,
}
