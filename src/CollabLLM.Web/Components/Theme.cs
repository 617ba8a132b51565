using MudBlazor;
using MudBlazor.Utilities;

namespace CollabLLM.Web.Components;

/// <summary>The tokens of <c>wwwroot/css/tokens.css</c> as MudBlazor needs them.</summary>
internal static class Theme
{
    private static readonly string[] Sans = ["Inter", "Inter Fallback", "system-ui", "sans-serif"];
    private static readonly string[] Serif = ["Source Serif 4", "Source Serif Fallback", "Georgia", "serif"];

    public static MudTheme Build() => new()
    {
        PaletteLight = Fill(new PaletteLight(), Light),
        PaletteDark = Fill(new PaletteDark(), Dark),
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "8px",
            AppbarHeight = "56px",
            DrawerWidthLeft = "264px",
            DrawerMiniWidthLeft = "56px",
        },
        Shadows = new Shadow { Elevation = [.. Enumerable.Range(0, 26).Select(i => i < 2 ? "none" : i < 8 ? "var(--sh1)" : "var(--sh2)")] },
        Typography = Type(),
    };

    private static Tones Light => new(
        "#14546B", "#FFFFFF", "#0E4155", "#E3EDF0", "#575145", "#FFFFFF", "#A1301B", "#FFFFFF", "#0B674C", "#24211B", "#6A6356",
        "#F2EEE6", "#FAF8F3", "#F2EEE6", "#FFFEFB", "#E1DBCE", "#8A8272", "rgba(36,33,27,.32)", 0.05);

    private static Tones Dark => new(
        "#7EC1D5", "#0A1F27", "#A0D3E2", "#1C3138", "#BAB2A3", "#181613", "#F29C85", "#181613", "#74C9A6", "#ECE7DC", "#A0978A",
        "#2A2621", "#181613", "#12110E", "#201D19", "#39342C", "#857C6C", "rgba(0,0,0,.56)", 0.08);

    private sealed record Tones(
        string Accent, string OnAccent, string AccentHover, string AccentTint, string Ink2, string OnInk2, string Danger, string OnDanger,
        string Ok, string Ink, string Ink3, string Soft, string Paper, string Sunken, string Surface, string Line, string LineStrong,
        string Overlay, double Hover);

    private static T Fill<T>(T p, Tones t)
        where T : Palette
    {
        (p.Primary, p.PrimaryContrastText, p.PrimaryDarken, p.PrimaryLighten) = (t.Accent, t.OnAccent, t.AccentHover, t.AccentTint);
        MudColor quiet = t.Ink2, onQuiet = t.OnInk2;
        (p.Secondary, p.Tertiary, p.Info, p.Dark, p.Warning) = (quiet, quiet, quiet, quiet, quiet);
        (p.SecondaryContrastText, p.TertiaryContrastText, p.InfoContrastText) = (onQuiet, onQuiet, onQuiet);
        (p.DarkContrastText, p.WarningContrastText) = (onQuiet, onQuiet);
        (p.Error, p.ErrorContrastText, p.Success, p.SuccessContrastText) = (t.Danger, t.OnDanger, t.Ok, t.OnDanger);
        (p.TextPrimary, p.TextSecondary, p.TextDisabled) = (t.Ink, t.Ink2, t.Ink3);
        (p.ActionDefault, p.ActionDisabled, p.ActionDisabledBackground) = (t.Ink2, t.Ink3, t.Soft);
        (p.Background, p.BackgroundGray, p.Surface) = (t.Paper, t.Sunken, t.Surface);
        (p.DrawerBackground, p.DrawerText, p.DrawerIcon) = (t.Sunken, t.Ink, t.Ink2);
        (p.AppbarBackground, p.AppbarText) = (t.Paper, t.Ink);
        (p.LinesDefault, p.TableLines, p.Divider, p.DividerLight, p.LinesInputs) = (t.Line, t.Line, t.Line, t.Line, t.LineStrong);
        (p.TableHover, p.TableStriped, p.HoverOpacity, p.OverlayDark) = (t.Soft, "rgba(0,0,0,0)", t.Hover, t.Overlay);
        return p;
    }

    private static Typography Type()
    {
        var t = new Typography();
        Set(t.Default, Sans, ".875rem", "400", "1.45");
        Set(t.Body1, Sans, "1rem", "400", "1.6");
        Set(t.Body2, Sans, ".875rem", "400", "1.45");
        foreach (var head in new BaseTypography[] { t.H1, t.H2, t.H3 }) Set(head, Serif, "1.625rem", "600", "1.23", "-.012em");
        foreach (var head in new BaseTypography[] { t.H4, t.H5, t.H6 }) Set(head, Sans, ".9375rem", "600", "1.33");
        foreach (var sub in new BaseTypography[] { t.Subtitle1, t.Subtitle2, t.Button }) Set(sub, Sans, ".875rem", "550", "1.45");
        Set(t.Caption, Sans, ".75rem", "400", "1.33");
        Set(t.Overline, Sans, ".75rem", "550", "1.33");
        (t.Button.TextTransform, t.Overline.TextTransform) = ("none", "none");
        return t;
    }

    private static void Set(BaseTypography one, string[] family, string size, string weight, string line, string spacing = "0") =>
        (one.FontFamily, one.FontSize, one.FontWeight, one.LineHeight, one.LetterSpacing) = (family, size, weight, line, spacing);
}
