using System.Collections.Frozen;

namespace CollabLLM.Core.World;

/// <summary>What messages from outside the world are composed of.</summary>
internal static class ForeignWords
{
    private static readonly FrozenDictionary<string, string[]> Lists = new Dictionary<string, string[]>
    {
        ["given"] =
        [
            "Let $f({v}) = {n}{v}^2 - {n}{v} + {n}$.", "Suppose that ${v}$ and ${v}$ are positive integers with ${v} + {v} = {n}$.", "A triangle has sides of length ${n}$, ${n}$ and ${n}$.",
            "The sequence $a_1, a_2, \\ldots$ is defined by $a_1 = {n}$ and $a_{k+1} = {n}a_k - {n}$.", "A bag holds {n} red and {n} {colourword} balls.", "In the figure, $\\angle ABC = {n}^\\circ$.",
            "The polynomial $P(x) = x^3 - {n}x^2 + {n}x - {n}$ has three real roots.", "A circle of radius ${n}$ is tangent to the line $y = {n}x + {n}$.", "{person} rolls {n} fair dice.",
            "Consider the matrix $\\begin{pmatrix} {n} & {n} \\\\ {n} & {n} \\end{pmatrix}$.", "Let ${v}$ be a real number such that $\\log_{{n}} {v} = \\frac{{n}}{{n}}$.", "Points $A$, $B$ and $C$ lie on a circle.",
        ],
        ["find"] =
        [
            "Find the value of $\\frac{{n}}{{n}} + \\sqrt{{n}}$.", "What is the sum of all possible values of ${v}$?", "Compute $f({n})$.", "How many positive integers less than {n} are divisible by {n}?",
            "What is {n} times {n}?", "Solve {n}{v} + {n} = {n}.", "What is the probability that the sum is {n}?", "Express your answer as a common fraction.", "Find the area of the triangle.",
            "Determine the remainder when ${n}^{{n}}$ is divided by ${n}$.", "What is the greatest common divisor of {n} and {n}?", "Evaluate $\\sum_{k=1}^{{n}} k^2$.", "Simplify $({n}{v} - {n})({v} + {n})$.",
            "Find the number of ways to choose {n} of {n} people.", "What is the units digit of ${n}^{{n}}$?", "Prove that ${v}^2 \\ge 0$.", "{n} + {n} = ?", "Integrate $\\sin({n}x)$ from 0 to $\\pi$.",
        ],
        ["code.task"] =
        [
            "Write a Python function that {does} a list of {things}.", "Create a function which {does} the {things} of a file.", "{Does} the {things} in a data frame and draw a histogram of them.",
            "Implement a class {v}{n} in Java that {does} {things}.", "Fix this bug: the loop {does} the {things} twice.", "Write an SQL query that {does} all {things} with more than {n} rows.",
            "How do I {verbcode} a dictionary in JavaScript?", "Reads a CSV file and {does} its {things}, then returns the result.", "Why does my program throw IndexError at line {n}?",
            "Generate a random array of {n} {things} and return its mean.", "Write a bash script that {does} {things} older than {n} days.", "Given a string s, return the number of {things} in it.",
        ],
        ["code.detail"] =
        [
            "The default is {n}.", "Args: - {things} (list): The {things} to look at.", "Note that: an empty input gives None.", "The function should raise the exception for: ValueError: If the {things} are negative.",
            "Use a seed of {n}.", "It must run in O(n log n).", "Plot the result with a title and labels.", "Handle missing values.", "Use pandas and numpy.", "Write unit tests as well.",
        ],
        ["code.output"] =
        [
            "The function should output with:\n    list: The sorted {things}.", "It returns a tuple of (int, float).", "Returns:\n    DataFrame: A table with the columns {things} and count.", "Output: the number of {things}.",
        ],
        ["code.begin"] = ["You should write self-contained code starting with:", "Start with:", "Here is what I have:", "My code:"],
        ["code.head"] =
        [
            "import numpy as np\ndef task_func({v}, {v}={n}):", "def main(args):\n    for {v} in range({n}):\n        print({v})", "import re\nimport os\ndef task_func({things}):", "SELECT * FROM {things} WHERE id > {n};",
            "for (int i = 0; i < {n}; i++) {\n    sum += i;\n}", "import pandas as pd\nimport matplotlib.pyplot as plt\ndef task_func(df, seed={n}):",
        ],
        ["does"] = ["sorts", "counts", "reverses", "merges", "filters", "removes", "encrypts", "downloads", "parses", "shuffles", "averages", "validates", "zips", "splits"],
        ["Does"] = ["Sorts", "Counts", "Reverses", "Merges", "Filters", "Normalizes", "Counts", "Calculates", "Visualizes", "Groups"],
        ["verbcode"] = ["sort", "invert", "copy", "merge", "loop over", "serialise", "clear"],
        ["things"] = ["numbers", "words", "files", "dates", "users", "prices", "rows", "strings", "keys", "images", "orders", "scores", "emails", "nodes", "letters", "values", "lines", "pairs"],
        ["story"] =
        [
            "{person} lived in {city} with two {colourword} dogs.", "The {thing} was {adj}, and nobody knew why.", "\"I have never seen such a {adj} {thing},\" said {person}.", "In {n} the people of {city} built a {adj} {thing}.",
            "On {date} the {thing} was sold to {person} for {n} pounds.", "They walked to {place} and found a {adj} {thing} there.", "It has a population of {n} and an area of {n} square kilometres.",
            "{person} told the driver that the {thing} was {adj}.", "After the war the {thing} became part of {city}.", "The {adj} {thing} belongs to the {thing} of the north.", "{person} was {n} years old when the {thing} came.",
            "Scientists at the university of {city} found that the {thing} is {adj}.", "He opened the {thing}, looked inside and laughed.", "She did not like the {thing} because it was too {adj}.", "The company was founded by {person} in {n}.",
            "Most of the {thing} lies in the south, where the weather is {adj}.", "\"Where is my {thing}?\" asked {person}.", "Then the {adj} {thing} fell into the water.", "The president said that the {thing} would be {adj} next year.",
            // Everyday stories use the words that people need for their documents too.
            "{person} and {person} were walking to {place} to meet their friends.", "She thanked {person} for the {thing} and went home.", "He complained that the {thing} was too {adj}, but the boss did not listen.",
            "They invited all their friends to the party, and {person} brought a {adj} {thing}.", "One day at lunch time {person} asked whether she could buy the {thing}.", "My mother said that we could not pay for a {thing}.",
            "The {thing} cost ${n}, which was too expensive for the family.", "He worked very hard for {company}, but after {n} years he left.", "{person} was ill and had to stay in bed for {n} days.", "The trip to {city} took {n} days by train.",
            "I have always wanted a {adj} {thing}, and now I know that I never needed it.", "He liked the summer, but he hated the winter, when the {thing} was {adj}.", "It was founded by the king in {n} and moved to {city} in {n}.",
            "Several years later the manager gave the {thing} to {person}.", "You can imagine how happy I was when the {thing} came back.", "It is known that the {thing} was made by {person}, a servant of the king.", "\"Thank you for what you said,\" answered {person}, \"but the {thing} is mine.\"",
            "The {thing} lives with the family of {person}, in a house outside of the city.", "Some of them played in the garden, and the others sold {n} of the {things} in the market.", "The teacher took me aside and explained why the {thing} was so {adj}.",
            "The collection was sent to {city} at the death of {person} in {n}, and most of it was lost.", "{person} bought a {thing} on {date} and gave it to the children.", "Every Friday I got in line with the other kids and waited for the {thing}.",
        ],
        ["story.ask"] =
        [
            "What did {person} find?", "Who was {adj}?", "Where was the {thing}?", "When did it happen?", "How old was {person}?", "Did they like the {thing}?", "Why did he laugh?", "What colour was it?", "Was it {adj}?",
            "How many people live there?", "What is the passage about?", "Summarise this text.", "Who said that?", "Question: What happened to the {thing}?", "Is the {thing} in {city}?", "what was her name?",
            "what?", "Why?", "Who else came with them?", "Where did he go?", "What did she bring?", "Did they have to pay for it?", "What did {person} like to do there?", "From whom did she get it?", "Which one?", "And then?",
        ],
        ["story.read"] = ["Read the following story and answer the question.", "Story:", "Here is a passage:", "Answer from this text:", "Please read this."],
        ["general"] =
        [
            "Who invented the {thing}?", "What is the capital of {city}?", "Translate \"{adj} {thing}\" into French.", "Tell me a joke about a {thing}.", "What is the weather like in {city}?", "Explain how a {thing} works.",
            "Write a poem about a {adj} {thing}.", "Write a story about {person}.", "Give me a recipe with {things}.", "Why is the {thing} {adj}?", "Which film should I watch?", "How far is it from {city} to {city}?",
            "Should I buy shares of {company}?", "What happened on {date}?", "Recommend a book about a {thing}.", "How do I lose weight?", "Play a game with me.", "What is the meaning of life?", "Compare a {thing} and a {thing}.",
            "Write an essay about the {thing} in the {n}th century.", "What time is it in {city}?", "Who won the match against {city}?", "How do I repair a {thing}?", "Draw a {thing}.", "List {n} facts about the {thing}.",
            "Pretend that you are a {thing}.", "Is {n} a prime number?", "Can you open a web page?", "Please translate this: {adj} {thing} {adj}", "What does {adj} mean?", "Write a song for {person}.", "Write me a novel.",
        ],
        ["chat"] =
        [
            "Hi", "Hello", "Hey", "Good morning", "Good evening!", "hello there", "How are you?", "How are you today?", "Who are you?", "What are you?", "What can you do?", "Are you human?", "Are you there?", "What is your name?",
            "Help", "What's up?", "Nice to meet you.", "Can you help me?", "hi, can you help me?", "Do you like music?", "Tell me about yourself.", "Which model are you?", "Who made you?", "I am bored.", "Hello, how is it going?", "test",
            "Do you speak German?", "How can I connect another model?", "Are you ChatGPT?", "What do you know?", "Let's talk.", "I feel sad today.", "Good night", "Do you have feelings?", "yo", "?", "Are you smart?", "Where do you live?",
        ],
        ["symbol"] = ["+", "-", "=", "<", ">", "%", "&", "#", "@", "/", "*", "~", "...", "!!", "??", "->", "{}", "[]", "()", ":", ";", "\"", "é", "ß", "ñ", "ü", "–", "€"],
        ["word"] =
        [
            "why", "this", "over", "again", "stone", "quick", "river", "blue", "seven", "under", "market", "before", "never", "table", "glass", "often", "people", "number", "light", "music", "doctor", "window", "science", "king", "army",
            "language", "water", "history", "city", "north", "island", "energy", "school", "night", "animal", "father", "paper", "money", "planet", "system", "engine", "church", "battle", "garden", "winter", "horse", "coast", "queen",
        ],
        ["thing"] =
        [
            "river", "castle", "engine", "planet", "school", "king", "forest", "bridge", "ship", "train", "mountain", "tree", "book", "car", "horse", "battle", "church", "island", "song", "hospital", "language", "village", "army", "moon",
            "computer", "museum", "garden", "bird", "cake", "storm", "letter", "house", "game", "child", "doctor", "volcano", "treaty", "empire", "virus", "cat",
        ],
        ["adj"] =
        [
            "old", "large", "strange", "famous", "quiet", "broken", "beautiful", "dangerous", "empty", "cold", "golden", "small", "happy", "angry", "modern", "ancient", "wet", "lost", "rich", "poor", "slow", "fast", "true", "afraid", "tall",
        ],
        ["colourword"] = ["black", "white", "brown", "green", "yellow", "grey"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> Of(string list) => Lists[list];

    /// <summary>Null when there is no such list.</summary>
    public static IReadOnlyList<string>? Find(string list) => Lists.GetValueOrDefault(list);
}
