using System.Text;

namespace CollabLLM.Cli.Prompts;

/// <summary>A text that a command is given as a file, or on stdin.</summary>
internal static class CommandFile
{
    /// <param name="option">That names it, for the sentence when it cannot be read.</param>
    /// <param name="source">A path, or - for stdin.</param>
    public static string Read(CommandContext context, string option, string source)
    {
        try
        {
            using var reader = source == "-" ? context.Input.Reader() : new StreamReader(source, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandException(ExitCodes.BadInput, $"{option}: {source} is not UTF-8.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(ExitCodes.BadInput, $"{option}: there is no file {source}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"{option}: {source} cannot be read: {e.Message}", e);
        }
    }
}
