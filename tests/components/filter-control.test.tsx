import { render, screen } from "@testing-library/react";
import { FilterInput } from "@/components/ui/filter-control";

test("a field says what can be searched for, and a compact one its label", () => {
  render(<FilterInput label="Søg" placeholder="Navn, adresse eller sagsnr." />);
  expect(screen.getByPlaceholderText("Navn, adresse eller sagsnr.")).not.toHaveClass(/transparent/);
  render(<FilterInput label="Søg sager" isCompact />);
  expect(screen.getByPlaceholderText("Søg sager")).toBeInTheDocument();
});
