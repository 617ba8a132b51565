namespace CollabLLM.Cli.Downloads;

/// <summary>A complete file.</summary>
/// <param name="Checked">Whether its SHA-256 was compared with a known one.</param>
/// <param name="Downloaded">False when it was there already.</param>
internal sealed record PulledFile(string File, long Bytes, string Sha256, bool Checked, bool Downloaded);
