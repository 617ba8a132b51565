using System.Text.Json;
using CollabLLM.Models;
using Microsoft.Extensions.Configuration;

namespace CollabLLM.Cli;

/// <summary>The configuration that the web application would have here.</summary>
/// <param name="Root">What relative paths in it are relative to.</param>
internal sealed record Settings(string Root, IConfigurationRoot Values)
{
    public static Settings Load(CommandContext context)
    {
        var root = CollabConfiguration.FindRoot(context.Root);
        try
        {
            return new(root, CollabConfiguration.Build(root));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CommandException(ExitCodes.Configuration, e.Message, e);
        }
        catch (InvalidDataException e)
        {
            var cause = e.InnerException?.InnerException ?? e.InnerException;
            var where = cause is JsonException { LineNumber: { } line } ? $" Line {line + 1}:" : "";
            throw new CommandException(ExitCodes.Configuration, $"{e.Message}{where} {cause?.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0]}", e);
        }
    }

    /// <summary>A setting as a type; a value that does not convert is a sentence with its key.</summary>
    public T? Find<T>(string key)
    {
        try
        {
            return Values.GetValue<T>(key);
        }
        catch (InvalidOperationException e)
        {
            throw new CommandException(ExitCodes.Configuration, e.Message, e);
        }
    }
}
