namespace CollabLLM.Gguf.Tests.Tokenization;

/// <summary>The characters that stand for bytes in byte-level vocabularies, for fixtures.</summary>
internal static class ByteLevelNames
{
    public static string Of(byte value) => CollabLLM.Gguf.Tokenization.ByteLevel.Character(value).ToString();
}
