namespace CollabLLM.Models;

public enum ModelState
{
    Loading,
    Ready,
    Failed,
}
