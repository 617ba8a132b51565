using System.Buffers;
using CollabLLM.Core.Datasets.Validation;
using Microsoft.Win32.SafeHandles;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>The elements of a JSON list, cut out without reading the whole list. What is inside an element is not judged here.</summary>
internal sealed class ListRows(SafeFileHandle file, string name)
{
    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],"u8);
    private readonly RowBuffer _buffer = new(file);
    private int _at;
    private int _number;

    public IEnumerable<RawRow> Rows(int start)
    {
        _at = start;
        Expect((byte)'[');
        for (var next = Peek(); next != ']'; next = Peek())
        {
            if (_number > 0) Expect((byte)',');
            if (Peek() is null or (byte)',' or (byte)']') throw Broken("a row is missing here");
            _number++;
            var row = Element();
            yield return row;
        }
        _at++;
        if (Peek() is not null) throw Broken("the list ends here, and something follows it");
    }

    private void Expect(byte wanted)
    {
        if (Peek() != wanted) throw Broken(Peek() is null ? "the file ends inside the list" : $"{(char)wanted} is missing after this row");
        _at++;
    }

    /// <summary>The next byte that is no space, left where it is; null at the end.</summary>
    private byte? Peek()
    {
        while (true)
        {
            var skip = _buffer.Bytes[Math.Min(_at, _buffer.Bytes.Length)..].IndexOfAnyExcept(" \t\r\n"u8);
            if (skip >= 0)
            {
                _at += skip;
                return _buffer.Bytes[_at];
            }
            var kept = Math.Min(_at, _buffer.Bytes.Length);
            _at -= kept;
            if (!_buffer.ReadOn(kept)) return null;
        }
    }

    private RawRow Element()
    {
        _buffer.ReadOn(_at);
        _at = 0;
        var (depth, inText) = (0, false);
        while (true)
        {
            var found = _buffer.Bytes[Math.Min(_at, _buffer.Bytes.Length)..].IndexOfAny(inText ? InText : Structure);
            if (found < 0)
            {
                _at = Math.Max(_at, _buffer.Bytes.Length);
                if (!_buffer.ReadOn(0)) throw Broken("the file ends inside this row");
                continue;
            }
            _at += found;
            var mark = _buffer.Bytes[_at];
            if (inText)
            {
                _at += mark == '\\' ? 2 : 1;
                inText = mark == '\\';
            }
            else if (mark == '"')
            {
                inText = true;
                _at++;
            }
            else if (depth == 0 && mark is (byte)',' or (byte)']')
            {
                return new(_number, _buffer.Start, _buffer.Slice(0, _at));
            }
            else
            {
                _at++;
                depth += mark is (byte)'{' or (byte)'[' ? 1 : mark == ',' ? 0 : -1;
            }
        }
    }

    private BadRowException Broken(string problem) => new(new DatasetProblem(name, Math.Max(_number, 1), null, $"this is not JSON: {problem}."));
}
