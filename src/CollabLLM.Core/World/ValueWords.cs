using System.Collections.Frozen;

namespace CollabLLM.Core.World;

/// <summary>The words that values are composed of.</summary>
internal static class ValueWords
{
    private static readonly FrozenDictionary<string, string[]> Lists = new Dictionary<string, string>
    {
        ["onset"] = "b bl br c ch d dr f fl g gr h j k kl l m n p pr qu r s sh st t th tr v w z",
        ["vowel"] = "a e i o u ai ea ie io ou ee oa",
        ["coda"] = "n r s l m t x nd rt ck ll sk",
        ["first"] = "Amara Anton Bea Boris Carla Cyrus Dalia Dmitri Edda Emil Fatima Felix Greta Gustav Hana Hugo Ida Ivan Jana Jonas Karim Klara Lena Levi Mara Milo Nadia Nils Olga Oskar Petra Quinn Rosa Ruben Sara Stefan Tara Theo Uma Viktor Wanda Xenia Yara Zeno",
        ["family"] = "Abel Adler Baker Berg Castro Cohen Dahl Duarte Ekman Ellis Farkas Fischer Gomez Grant Haas Huang Ito Ivanova Jensen Joshi Keller Kim Lang Lopez Meyer Moreau Nagy Novak Okafor Olsen Park Peters Quist Ramos Roth Santos Singh Tanaka Toth Ueda Vargas Weber Wolf Young Zhang",
        ["address"] = "Mr|Ms|Dr|Aunt|Uncle|Professor",
        ["adjective"] = "blue red green old new small large quiet bright round wooden golden silver upper lower northern southern eastern western white black narrow wide open hidden little yellow orange purple spare second third main hanging folding painted striped",
        ["group"] = "choir|team|class|book club|rowing crew|neighbours|board|night shift|volunteers|gardeners|parents|chess club|orchestra|committee|runners|students|tenants|drama group|cooks|cyclists",
        ["whose"] = "my|our|my sister's|my son's|our boss's|my friend's|my mother's|our daughter's",
        ["company"] = "Ltd|Brothers|Stores|Works|Trading|Outfitters|Electronics|Furniture|Express|Supplies",
        ["event.first"] = "summer winter spring autumn garden birthday farewell welcome harvest annual monthly family office village school music reading dance film cooking wedding housewarming charity anniversary morning midnight lakeside rooftop",
        ["event.second"] = "party|dinner|supper|breakfast|picnic|concert|meeting|workshop|fair|evening|celebration|lunch|reunion|quiz|market|tasting|game night|barbecue|exhibition|walk",
        ["month"] = "January February March April May June July August September October November December",
        ["weekday"] = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        ["minute"] = "00 05 10 15 20 30 40 45 50",
        ["room"] = "hall|library|kitchen|barn|boathouse|terrace|garden|workshop|studio|reading room|gallery|cellar|attic|courtyard|greenhouse|canteen|playground|stage|car park|entrance|lounge|office|chapel|pavilion|stairs|fountain|bridge|tower",
        ["hall"] = "Hall|House|Park|Centre|Square|Lodge|Inn|Theatre|Gardens|Tower",
        ["street"] = "Street|Road|Lane|Avenue|Square|Hill",
        ["item"] = "lantern|teapot|scarf|basket|clock|vase|lamp|blanket|book|chair|kettle|mirror|umbrella|drum|kite|bowl|quilt|radio|camera|hat|jacket|puzzle|guitar|cake|salad|folding table|torch|notebook|mug|candle",
        ["use.verb"] = "hangs|stands|lies|lives|looks wonderful|has its place|fits perfectly|waits",
        ["use.where"] = "above my desk|in the kitchen|next to my bed|by the window|on the shelf|in the hallway|on the balcony|over the sofa|in the garden|beside the door|on my table|in the guest room",
        ["news.verb"] = "opens|closes for repairs|gets a new roof|moves to the first floor|is open again|will be painted|has new opening hours|becomes a meeting place|is closed until further notice|gets new windows|will be cleaned|may be booked online",
        ["illness"] = "a high fever|a bad cold|a stomach bug|a sprained ankle|a back injury|a migraine|the flu|an eye infection|a tooth operation|a sore throat",
        ["product"] = "toaster|lamp|kettle|backpack|tent|headphones|watch|bicycle|blender|desk|keyboard|sofa|teapot|jacket|skateboard|telescope|fan|heater|printer|drill|rucksack|stool|notebook|guitar|puzzle|pillow|clock|knife",
        ["fault"] = "does not switch on|stopped working after a week|makes a loud noise|gets far too hot|leaks|has the wrong colour|is too small|arrived broken|does not charge|smells of smoke|will not close|falls over",
        ["flaw"] = "a crack|a scratch|a hole|a dent|a stain|a tear",
        ["part"] = "lid|handle|case|base|screen|cable|seam|door|back|frame|button|strap|wheel|manual",
        ["want"] = "a full refund|a replacement|a free repair|half of the price back|a voucher|an apology and a new one",
        ["city"] = "Lisbon Oslo Ghent Porto Krakow Bergen Turin Lyon Leeds Malmo Cork Split Basel Graz Bath York Riga Tallinn Seville Nantes",
        ["city.first"] = "Port|New|Upper|Lower|San|Saint|Lake|Mount|Bad|East",
        ["days"] = "two days|three days|four days|five days|six days|a week|eight days|nine days|ten days|two weeks",
        ["means"] = "by train|by car|by bus|by plane|by bicycle|by ferry|on foot|by night train",
        ["thing"] = "candles|chairs|apples|napkins|balloons|plates|roses|lamps|boxes|glasses|pencils|stamps|lemons|flags|cushions|batteries|envelopes|tickets",
        ["task"] = "clean|book|paint|tidy|measure|decorate|sweep|lock|photograph|heat|air|inspect",
        ["material"] = "oak|ash wood|brushed steel|recycled glass|wool|linen|cork|copper|bamboo|felt|leather|ceramic|organic cotton|slate|birch plywood|brass",
        ["buyer.first"] = "young|busy|small|curious|patient|keen|tall|tired|careful|proud|city|weekend|amateur|professional|older|travelling",
        ["buyer.second"] = "parents|gardeners|children|cooks|readers|cyclists|painters|students|collectors|campers|musicians|teachers|bakers|swimmers|writers|hikers|runners|sailors",
        ["colour"] = "dark green|light blue|warm grey|bright red|cream|black|pale yellow|navy blue|rust brown|pure white|soft pink|deep purple",
    }.ToFrozenDictionary(p => p.Key, p => p.Value.Split(p.Value.Contains('|', StringComparison.Ordinal) ? '|' : ' '), StringComparer.Ordinal);

    public static IReadOnlyList<string> Of(string list) => Lists[list];
}
