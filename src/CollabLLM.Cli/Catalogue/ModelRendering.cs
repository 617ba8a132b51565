using CollabLLM.Core;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Export;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.AI;

namespace CollabLLM.Cli.Catalogue;

/// <summary>Conversations as a model's own chat template writes them.</summary>
internal static class ModelRendering
{
    public static ChatRendering Load(string path)
    {
        using var file = GgufFile.Open(path);
        var vocabulary = Tokenizer.Load(file).Vocabulary;
        var template = ChatTemplate.Load(file, vocabulary)
            ?? throw new CommandException(ExitCodes.BadInput, $"{path} has no chat template: the model completes text only.");
        string[] marks = [.. vocabulary.Pieces.Where((piece, id) => vocabulary.Kinds[id] == TokenKind.Control && piece.Length > 1)];
        return new(Render, marks);

        string Render(IReadOnlyList<TranscriptMessage> messages, bool opensReply)
        {
            try
            {
                return template.Render(messages.Select(m => new ChatMessage(new ChatRole(m.Role.Wire()), m.Content)), opensReply);
            }
            catch (TemplateException e)
            {
                throw new InputException($"the chat template of {path} refuses it: {e.Message}", e);
            }
        }
    }
}
