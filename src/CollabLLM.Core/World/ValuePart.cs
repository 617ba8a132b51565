namespace CollabLLM.Core.World;

/// <summary>Which values may be drawn. No value of an open class is in both parts, so what was held out cannot have been learnt by heart.</summary>
public enum ValuePart
{
    Training,
    HeldOut,
}
