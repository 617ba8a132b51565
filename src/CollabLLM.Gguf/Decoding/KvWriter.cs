using System.Runtime.CompilerServices;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Puts the key and value heads of one position into their block.</summary>
internal static unsafe class KvWriter
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(KvPool pool, KvBlock block, int layer, int position, ModelShape shape, float* key, float* value)
    {
        for (var head = 0; head < shape.KeyHeads; head++, key += shape.HeadSize, value += shape.HeadSize)
        {
            var keys = pool.Keys(block, layer, head);
            var values = pool.Values(block, layer, head);
            if (pool.Format == KvFormat.Half)
            {
                for (var i = 0; i < shape.HeadSize; i++)
                {
                    ((ushort*)keys)[(i * KvBlock.Positions) + position] = HalfFloat.FromSingle(key[i]);
                    ((ushort*)values)[(position * pool.PaddedHead) + i] = HalfFloat.FromSingle(value[i]);
                }
            }
            else
            {
                for (var i = 0; i < shape.HeadSize; i++)
                {
                    ((float*)keys)[(i * KvBlock.Positions) + position] = key[i];
                    ((float*)values)[(position * pool.PaddedHead) + i] = value[i];
                }
            }
        }
    }
}
