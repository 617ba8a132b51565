using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>Menus and dialogs by keyboard and by finger.</summary>
public sealed class MenuJourneys(BrowserFixture browser)
{
    [Fact]
    public async Task A_menu_is_opened_walked_and_left_by_keys()
    {
        var (page, button) = await SettingsAsync();
        await button.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "As the system", Checked = true })).ToBeFocusedAsync();
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("Home");
        await Expect(Item(page, "Light")).ToBeFocusedAsync();
        await Expect(Item(page, "Light")).ToHaveCSSAsync("outline-style", "solid");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(Item(page, "Keys")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Item(page, "Dark")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(Item(page, "Keys")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".menu-pop")).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "false");

        await page.Keyboard.PressAsync("Space");
        await Expect(Item(page, "As the system")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        await Expect(page.Locator(".menu-pop")).ToHaveCountAsync(0);
        await Expect(button).Not.ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(button).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_item_with_the_focus_is_the_one_that_is_chosen()
    {
        var (page, button) = await SettingsAsync();
        await button.PressAsync("Enter");
        await Expect(Item(page, "As the system")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(button).ToBeFocusedAsync();
        await button.PressAsync("ArrowDown");
        await Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Dark", Checked = true })).ToBeFocusedAsync();
        await page.Mouse.ClickAsync(640, 300);
        await Expect(page.Locator(".menu-pop")).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_dialog_keeps_the_focus_and_gives_it_back()
    {
        var (page, button) = await SettingsAsync();
        await button.PressAsync("Enter");
        await Expect(Item(page, "As the system")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });
        await Expect(dialog.GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(dialog.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        // Asked for a second time: it is there already.
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("Tab");
        await Expect(dialog.GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task On_a_phone_the_choices_are_44_pixels_high_and_on_the_screen()
    {
        var page = await browser.NewPageAsync(360, 640);
        await page.Chat().OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Model: Collab 8B" }).TapAsync();
        await page.MenuSettledAsync();
        Assert.All(await BoxesAsync(page), Fits);
        await page.Touchscreen.TapAsync(180, 600);
        await Expect(page.Locator(".menu-pop")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Chats", Exact = true }).TapAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Settings" }).TapAsync();
        await page.MenuSettledAsync();
        Assert.All(await BoxesAsync(page), Fits);
        await Item(page, "Keys").TapAsync();
        var dialog = await page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" }).BoundingBoxAsync();
        Assert.True(dialog!.X >= 0 && dialog.X + dialog.Width <= 360 && dialog.Y >= 0 && dialog.Y + dialog.Height <= 640);
        await page.Context.CloseAsync();
    }

    private static void Fits(LocatorBoundingBoxResult box) =>
        Assert.True(box.Height > 43.9 && box.X >= 0 && box.X + box.Width <= 360 && box.Y >= 0 && box.Y + box.Height <= 640, $"{box.X} {box.Y} {box.Width} {box.Height}");

    private static async Task<LocatorBoundingBoxResult[]> BoxesAsync(IPage page) =>
        await Task.WhenAll((await page.Locator(".menu-item").AllAsync()).Select(async i => (await i.BoundingBoxAsync())!));

    private static ILocator Item(IPage page, string name) => page.Locator(".menu-item").Filter(new() { HasText = name }).First;

    private async Task<(IPage Page, ILocator Settings)> SettingsAsync()
    {
        var page = await browser.NewPageAsync();
        await page.Chat().OpenAsync();
        return (page, page.GetByRole(AriaRole.Button, new() { Name = "Settings" }));
    }
}
