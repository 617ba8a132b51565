using CollabLLM.Core.Conversations;
using CollabLLM.Core.Questions;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>
/// Writes one dialogue with both sides: a request that tells some of what is wanted, an assistant with the given habits, answers, corrections, changes of mind. Every value is
/// drawn afresh. The last document is always right.
/// </summary>
public sealed class DialogueWriter
{
    private readonly Habits _habits;
    private readonly PythonRandom _random;
    private readonly List<TranscriptMessage> _messages = [];
    private readonly ValuePart _part;
    private DocumentWish _wish;
    private DocumentWish _known;
    private Tone _tone;
    private bool _isLong;
    private readonly long _wording;
    private readonly double _askShare;
    private bool _delivered;

    private DialogueWriter(Habits habits, ValuePart part, PythonRandom random)
    {
        (_habits, _part, _random) = (habits, part, random);
        _wish = DocumentWishes.Draw(part, random);
        _known = _wish with { Values = new Dictionary<string, string>() };
        _wording = random.NextBelow(1L << 40);
        (_tone, _isLong) = (_wish.WrittenTone, _wish.IsLong ?? random.NextBelow(4) == 0);
        var prefix = random.NextDouble();
        var proactive = prefix < habits.ProactiveShare;
        _askShare = proactive ? habits.ProactiveAskShare : habits.AskShare;
        if (proactive) _messages.Add(new(MessageRole.System, Prefixes.Proactive));
        else if (prefix < habits.ProactiveShare + habits.PlainShare) _messages.Add(new(MessageRole.System, Prefixes.Draw(random)));
    }

    /// <summary>A dialogue; the same random numbers write the same one.</summary>
    public static Dialogue Write(Habits habits, ValuePart part, PythonRandom random)
    {
        var writer = new DialogueWriter(habits, part, random);
        if (random.NextDouble() < habits.ForeignShare && !writer.Foreign()) return new(writer._messages, null);
        writer.Converse();
        return new(writer._messages, writer._wish);
    }

    /// <returns>Whether the user then asks for a document after all.</returns>
    private bool Foreign()
    {
        do
        {
            var request = ForeignRequests.Draw(_random);
            User(request.Text);
            Assistant(HonestReply.Say(request.IsSmallTalk, _random));
        }
        while (_random.NextBelow(5) == 0);
        return _random.NextBelow(3) == 0;
    }

    private void Converse()
    {
        var hidden = Hidden();
        // What the user says about tone and length comes with the request or after the first document.
        var styled = _random.NextBelow(2) == 0;
        if (!styled) (_tone, _isLong) = ((_wish with { Tone = null }).WrittenTone, _random.NextBelow(4) == 0);
        User(UserTalk.Opening(_wish, _wish.Slots.Select(s => s.Name).Where(s => !hidden.Contains(s)), styled, _random));
        Know(_wish.Slots.Select(s => s.Name).Where(s => !hidden.Contains(s)));
        if (hidden.Count == 0) Deliver();
        else if (_random.NextDouble() < _askShare) Ask(hidden);
        else Assume(hidden);
        if (!styled) Style();
        while (_random.NextDouble() < _habits.RevisionShare) Change();
        if (_random.NextBelow(3) > 0) return;
        User(UserTalk.Thank(_random));
        Assistant(AssistantTalk.Welcome(_random));
    }

    /// <summary>Of the needed slots: none, or one and more.</summary>
    private List<string> Hidden()
    {
        List<string> needed = [.. _wish.Slots.Where(s => s.IsNeeded).Select(s => s.Name)];
        if (_random.NextDouble() < _habits.CompleteShare) return [];
        var chosen = _random.Sample(needed.Count, (int)_random.NextInRange(1, needed.Count + 1)).ToHashSet();
        return [.. needed.Where((_, i) => chosen.Contains(i))];
    }

    private void Ask(List<string> hidden)
    {
        HashSet<string> skipped = new(StringComparer.Ordinal);
        while (hidden.Find(s => !skipped.Contains(s)) is not null)
        {
            List<string> asked = [.. hidden.Where(s => !skipped.Contains(s)).Take(AssistantTalk.MostQuestions)];
            var reply = AssistantTalk.Ask(_wish.Kind, asked, _random);
            Assistant(reply);
            List<string> answered = [.. asked.Where((_, i) => (i == 0 || _random.NextBelow(8) > 0) && _random.NextDouble() >= _habits.SkipShare)];
            var card = ReplyText.Split(reply, finished: true).OfType<QuestionsPart>().Single().Block;
            var bySheet = _random.NextBelow(2) == 0;
            if (bySheet) Pick(asked, card);
            User(bySheet
                ? AnswerText.Compose(card, [.. asked.Select(s => answered.Contains(s) ? _wish.Values[s] : null)])
                : answered.Count == 0 ? "I do not know yet, leave it open."
                : answered.Count > 1 && _random.NextBelow(2) == 0 ? string.Join(", ", answered.Select(s => _wish.Values[s]))
                : string.Join(' ', answered.Select(s => Answer(s, answered.Count))));
            Know(answered);
            // Whoever skips a question in the card means it; whoever overlooks one in a message is asked again.
            if (bySheet || answered.Count == 0) skipped.UnionWith(asked.Except(answered));
            hidden = [.. hidden.Except(answered)];
        }
        Deliver();
        foreach (var slot in hidden)
        {
            User(UserTalk.Tell(_wish, slot, _random));
            Know([slot]);
            Deliver();
        }
    }

    /// <summary>Some answers on a card are options that it offers.</summary>
    private void Pick(List<string> asked, QuestionBlock card)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            if (_random.NextDouble() >= _habits.OptionShare) continue;
            var option = _random.Choose(card.Questions[i].Options);
            if (!_wish.Values.Values.Contains(option)) _wish = _wish.With(asked[i], option);
        }
    }

    private string Answer(string slot, int together) => together == 1 && _random.NextBelow(2) == 0 ? _wish.Values[slot] : UserTalk.Tell(_wish, slot, _random);

    /// <summary>The passive habit: it writes at once, with what it makes up.</summary>
    private void Assume(List<string> hidden)
    {
        var right = _known;
        foreach (var slot in hidden)
        {
            string value;
            do value = ValueMaker.Make(_wish.Kind.Slot(slot).Values, _part, _random);
            while (_wish.Values.Values.Contains(value));
            _known = _known.With(slot, value);
        }
        Deliver();
        while (hidden.Count > 0)
        {
            List<string> mended = [.. hidden.Take((int)_random.NextInRange(1, 3))];
            User(string.Join(' ', mended.Select(s => UserTalk.Correct(_wish, s, _random))));
            foreach (var slot in mended) _known = _known.With(slot, _wish.Values[slot]);
            hidden = [.. hidden.Except(mended)];
            Deliver();
        }
    }

    /// <summary>What the first document could not know about how it should read.</summary>
    private void Style()
    {
        if (_wish.Tone is { } tone && tone != _tone)
        {
            _tone = tone;
            User(UserTalk.Say(tone, _random));
            Deliver();
        }
        if (_wish.IsLong is not { } isLong || isLong == _isLong) return;
        _isLong = isLong;
        User(UserTalk.Say(isLong, _random));
        Deliver();
    }

    private void Change()
    {
        switch (_random.NextBelow(4))
        {
            case 0:
                _tone = (Tone)(((int)_tone + _random.NextInRange(1, 3)) % 3);
                if (_wish.Tone is not null) _wish = _wish with { Tone = _tone };
                User(UserTalk.Say(_tone, _random));
                break;
            case 1:
                _isLong = !_isLong;
                if (_wish.IsLong is not null) _wish = _wish with { IsLong = _isLong };
                User(UserTalk.Say(_isLong, _random));
                break;
            default:
                var slot = _random.Choose(_wish.Kind.Slots);
                string value;
                do value = ValueMaker.Make(slot.Values, _part, _random);
                while (_wish.Values.Values.Contains(value));
                var had = _wish.Values.ContainsKey(slot.Name);
                _wish = _wish.With(slot.Name, value);
                User(had ? UserTalk.Change(_wish, slot.Name, _random) : UserTalk.Tell(_wish, slot.Name, _random));
                Know([slot.Name]);
                break;
        }
        Deliver();
    }

    private void Know(IEnumerable<string> slots)
    {
        foreach (var slot in slots) _known = _known.With(slot, _wish.Values[slot]);
    }

    /// <summary>The same wording as before, so that only what was asked for changes.</summary>
    private void Deliver()
    {
        var text = DocumentWriter.Text(_known, _tone, _isLong, new PythonRandom(_wording));
        Assistant(AssistantTalk.Give(_wish.Kind, text, _delivered, !_delivered && _random.NextDouble() < _habits.SuggestShare, _random));
        _delivered = true;
    }

    private void User(string text) => _messages.Add(new(MessageRole.User, text));

    private void Assistant(string text) => _messages.Add(new(MessageRole.Assistant, text));
}
