namespace CollabLLM.Core.Calls;

/// <summary>The next call could exceed the budget. Nothing was sent; what is recorded stays, and a larger budget goes on from there.</summary>
public sealed class BudgetException(string message) : Exception(message);
