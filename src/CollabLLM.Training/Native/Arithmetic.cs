using TorchSharp;
using static TorchSharp.torch;

namespace CollabLLM.Training.Native;

/// <summary>
/// Sums and products in place of TorchSharp's operators. TorchSharp 0.107.0 turns every number, and the factor 1 of a plain sum, into a Scalar that
/// nothing keeps alive while native code reads it: when a collection falls in between, its finaliser frees it, and the result is an error
/// ("Expected false to be true", from toFloat) or a wrong number. Here numbers become tensors, which their dispose scope holds, and the factor is one that
/// lives for ever. BannedSymbols.TorchSharp.txt keeps the operators out. To go when TorchSharp keeps its scalars alive.
/// </summary>
internal static class Arithmetic
{
    /// <summary>The factor of a plain sum.</summary>
    public static readonly Scalar Once = ScalarExtensionMethods.ToScalar(1.0);

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, Once);

    public static Tensor Plus(this Tensor left, double right) => left.add(tensor(right), Once);

    public static Tensor Minus(this Tensor left, Tensor right) => left.sub(right);

    public static Tensor Times(this Tensor left, Tensor right) => left.mul(right);

    public static Tensor Times(this Tensor left, double right) => left.mul(tensor(right));

    public static Tensor Over(this Tensor left, Tensor right) => left.div(right);

    public static Tensor Over(this Tensor left, double right) => left.div(tensor(right));

    public static Tensor Squared(this Tensor values) => values.mul(values);

    /// <summary>least and most where the values lie outside.</summary>
    public static Tensor Within(this Tensor values, double least, double most) => values.clamp(tensor(least).to(values.device), tensor(most).to(values.device));
}
