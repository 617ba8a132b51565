namespace CollabLLM.Gguf.Decoding;

/// <summary>How keys and values are kept between steps.</summary>
internal enum KvFormat
{
    /// <summary>16-bit floats, as llama.cpp does.</summary>
    Half,

    /// <summary>32-bit floats: twice the memory, for exact comparison.</summary>
    Single,
}
