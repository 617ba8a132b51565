namespace CollabLLM.Core.Prompts;

/// <summary>The prompts that ship. A folder can replace each by a file of the same name.</summary>
public static class PromptNames
{
    /// <summary>Plays the person (<c>task_desc</c>, <c>single_turn_prompt</c>, <c>reference</c>, <c>chat_history</c>, <c>terminal_signal</c>).</summary>
    public const string UserSimulator = "user_simulator";

    /// <summary>The same in few words for small models; the reply is prose.</summary>
    public const string UserPlain = "user_plain";

    /// <summary>The proactive assistant (<c>chat_history</c>, <c>additional_info</c>, <c>max_new_tokens</c>).</summary>
    public const string Proactive = "proactive";

    /// <summary>The collaborative system prompt; no inputs, and the reply is prose.</summary>
    public const string Collaborative = "collaborative";

    /// <summary>Takes the artefact out of a conversation (<c>extract_type</c>, <c>extraction_requirement</c>, <c>blocks</c>, <c>chat_history</c>).</summary>
    public const string Extract = "extract";

    /// <summary>Is the completion right? 0 or 1 (<c>question</c>, <c>ground_truth</c>, <c>completion</c>).</summary>
    public const string Accuracy = "accuracy";

    /// <summary>How well the assistant worked together with the person, 0 to 1 (<c>chat_history</c>).</summary>
    public const string Interactivity = "interactivity";

    /// <summary>Understanding, questions and suggestions, 0 to 1 each (<c>chat_history</c>).</summary>
    public const string InteractivityUqs = "interactivity_uqs";

    /// <summary>How helpful the last reply was, 0 to 1 (<c>user_intent</c>, <c>chat_history</c>, <c>response</c>).</summary>
    public const string Helpfulness = "helpfulness";

    /// <summary>Brings a reply that could not be read into its form (<c>reply</c>, <c>problem</c>, <c>wanted</c>).</summary>
    public const string Repair = "repair";

    /// <summary>Says given facts in a person's voice (<c>task_desc</c>, <c>facts</c>, <c>manner</c>, <c>chat_history</c>).</summary>
    public const string Phrase = "phrase";

    /// <summary>Did the reply ask or answer? (<c>chat_history</c>, <c>response</c>).</summary>
    public const string AskOrAnswer = "ask_or_answer";

    /// <summary>The strategies of candidate replies: system messages without inputs.</summary>
    public const string StrategyAsk = "strategy_ask";

    public const string StrategyContrast = "strategy_contrast";

    public const string StrategyDraft = "strategy_draft";

    public const string StrategyOptions = "strategy_options";
}
