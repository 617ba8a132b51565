using CollabLLM.Cli;

var context = CommandContext.OfProcess();
context.Interruption.Listen();
return await CollabCommand.RunAsync(args, context);
